//! What the fuzz targets check, over their seeds and some thousand changes of them: no fuzzer needed.

#[path = "../fuzz/checks/mod.rs"]
mod checks;

use checks::mutate::{Choices, change, seed};
use checks::seeds::SEEDS;

use crate::support;

/// Bytes that look like chance and are always the same (splitmix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn bytes(&mut self, most: u64) -> Vec<u8> {
        let length = 1 + self.next() % most;
        (0..length).map(|_| self.next().to_le_bytes()[0]).collect()
    }

    /// Some bytes of a file, changed here and there.
    fn changed(&mut self, text: &str) -> Vec<u8> {
        /// What readers trip over.
        const ODD: [u8; 16] = *b"\n\r[]{},:\"\\ \t\x00\xef\xff0";
        let mut bytes = text.as_bytes().to_vec();
        for _ in 0..=self.next() % 4 {
            let place = usize::try_from(self.next() % (bytes.len() as u64 + 1)).expect("a text is short");
            let odd = ODD[usize::from(self.next().to_le_bytes()[0]) % ODD.len()];
            match self.next() % 3 {
                0 => bytes.insert(place, odd),
                1 if place < bytes.len() => drop(bytes.remove(place)),
                _ => bytes.truncate(bytes.len().max(1) - place % 8),
            }
        }
        bytes
    }
}

/// A record that is nearly one of the seeds.
fn record(chance: &mut Chance) -> String {
    let bytes = chance.bytes(24);
    let mut choices = Choices(&bytes);
    let mut record = seed(&mut choices);
    change(&mut record, &mut choices);
    let mut text = String::new();
    record.write(" ", &mut text);
    text
}

#[test]
fn records_are_read_by_every_shape() {
    for seed in SEEDS {
        checks::record::check(seed);
    }
    let mut chance = Chance(1);
    (0..2_000).for_each(|_| checks::record::check(&record(&mut chance)));
}

#[test]
fn files_are_cut_into_the_same_records() {
    let mut chance = Chance(2);
    for _ in 0..1_000 {
        let lines = [record(&mut chance), record(&mut chance)];
        let cell = |line: &String| format!("\"{}\"", line.replace('"', "\"\""));
        let text = match chance.next() % 4 {
            0 => lines.join("\n"),
            1 => format!("[{}]", lines.join(",\n")),
            2 => lines.join("\n").replace("{\"", "{\n\""),
            _ => format!("a,b\n{},\"1\n2\"\n{},3\n", cell(&lines[0]), cell(&lines[1])),
        };
        checks::container::check(&chance.changed(&text));
    }
}

#[test]
fn fingerprints_are_told_from_other_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let rows = [support::chat("One two three four?", "Five six."), support::chat("七八九十", "eleven")];
    std::fs::write(folder.path().join("set.jsonl"), rows.join("\n")).unwrap();
    support::run(folder.path(), &["dedupe", "--fingerprint", "set.jsonl", "-o", "set.fp", "-q"]);
    let whole = std::fs::read(folder.path().join("set.fp")).unwrap();
    checks::fingerprint::check(&whole);
    let mut chance = Chance(5);
    for at in 0..whole.len() {
        assert!(gristmill::dedupe::fingerprint::from_bytes(&whole[..at]).is_err(), "cut at {at}");
        let mut changed = whole.clone();
        changed[at] = chance.bytes(1)[0];
        checks::fingerprint::check(&changed);
        changed.extend(chance.bytes(40));
        checks::fingerprint::check(&changed);
    }
}

#[test]
fn options_are_written_as_they_are_read() {
    let whole = "target = \"openai\"\nselect = [\"file\"]\nmax-record-bytes = 9\n[dedupe]\nlevel = \"exact\"\n[score]\nmin-score = 5\n[split]\nholdout = 0.1\nseed = 7\n";
    checks::options::check(whole);
    let mut chance = Chance(3);
    for _ in 0..4_000 {
        checks::options::check(&String::from_utf8_lossy(&chance.changed(whole)));
    }
}

#[test]
fn files_are_inspected_with_sums_that_agree() {
    for seed in SEEDS {
        checks::look::check(seed.as_bytes());
        checks::weigh::check(seed.as_bytes());
    }
    let mut chance = Chance(6);
    for _ in 0..300 {
        let lines = [record(&mut chance), record(&mut chance), record(&mut chance)].join("\n");
        checks::look::check(lines.as_bytes());
        let changed = chance.changed(&lines);
        checks::look::check(&changed);
        checks::weigh::check(&changed);
    }
}

#[test]
fn files_are_judged_as_they_should_be() {
    let seeds = support::root().join("fuzz/seeds/judge");
    let seeds = support::files(&seeds);
    assert!(seeds.len() > 30, "only {} seeds were found", seeds.len());
    for bytes in seeds.values() {
        checks::judge::check(bytes);
    }
    let mut chance = Chance(4);
    // A first byte of eight is a choice of some targets; of 15, of a file that is no record at all.
    (0..200).for_each(|_| checks::judge::check(&[&[8], chance.bytes(31).as_slice()].concat()));
    for _ in 0..100 {
        let record = record(&mut chance);
        let bytes = chance.changed(&record);
        checks::judge::check(&[&[15, 0], bytes.as_slice()].concat());
    }
}
