//! A set that others are compared with: a file, whose texts are read again where they are compared, or a fingerprint.

use std::cmp::Reverse;
use std::path::Path;

use super::benchmarks::BENCHMARKS;
use crate::dedupe::fingerprint::{self, Header, MAGIC, Print, overlapping};
use crate::dedupe::{By, Common, Level, Sample, Shingled, Sketcher, Texts, Watched};
use crate::engine::{self, Observer, Pass, Source, is_same_file};
use crate::error::Error;
use crate::model::Record;
use crate::pipeline::sketching::Sketching;
use crate::pipeline::texts::{Scratch, Shelf};
use crate::pipeline::{Facts, Inputs, Keeps, Measure, Options};
use crate::rules::{Selection, Spot};
use crate::text::{Grams, Key, KeyMap, KeySet};

/// The parts that are compared.
const PARTS: [By; 2] = [By::Example, By::Prompt];

/// A set that others are compared with.
pub struct Reference {
    /// Its name as the user gave it.
    pub name: String,
    /// What it is, where it is a benchmark at hand.
    pub title: Option<&'static str>,
    /// The first record with each text, and with each prompt.
    equal: [KeyMap<Key, u32>; 2],
    /// What is known of texts and of prompts, where near ones are looked for.
    parts: Vec<Part>,
    /// The first record with each run of words in its prompt.
    overlaps: KeyMap<u64, u32>,
    texts: Held,
}

/// Where the texts are.
enum Held {
    /// In files.
    Files(Box<(Inputs, Facts)>),
    /// In a fingerprint: their shingles alone.
    Prints(Header, Vec<Print>),
}

/// What is known of a part of all records.
pub struct Part {
    /// The shingles that may be common.
    pub watched: Watched,
    /// Those that are.
    pub common: Common,
    /// For every band the records behind its hash, in order.
    bands: Vec<Vec<u64>>,
}

/// How many bands each record shares with a text; used again for the next text.
#[derive(Default)]
pub struct Sharing {
    /// By record.
    bands: Vec<u8>,
    /// Those that share any.
    records: Vec<u32>,
}

impl Part {
    /// Records that share bands with a text, those first that share most, and of equals the first; so many at the most.
    pub fn candidates(&self, bands: &[u32], most: usize, sharing: &mut Sharing) -> Vec<u32> {
        /// Records of a band that are looked at.
        const CROWD: usize = 1 << 14;
        for (own, hash) in self.bands.iter().zip(bands).filter(|(_, hash)| **hash != 0) {
            let start = own.partition_point(|entry| entry >> 32 < u64::from(*hash));
            let equal = own[start..].iter().take_while(|entry| **entry >> 32 == u64::from(*hash));
            for entry in equal.take(CROWD) {
                sharing.add(u32::try_from(entry & 0xffff_ffff).unwrap_or_default());
            }
        }
        sharing.take(most)
    }
}

impl Sharing {
    fn add(&mut self, record: u32) {
        let place = record as usize;
        if place >= self.bands.len() {
            self.bands.resize(place + 1, 0);
        }
        if self.bands[place] == 0 {
            self.records.push(record);
        }
        self.bands[place] = self.bands[place].saturating_add(1);
    }

    /// The records that share most, and nothing is shared any more.
    fn take(&mut self, most: usize) -> Vec<u32> {
        let count = |record: u32| (Reverse(std::mem::take(&mut self.bands[record as usize])), record);
        let mut counted: Vec<(Reverse<u8>, u32)> = self.records.drain(..).map(count).collect();
        if counted.len() > most {
            counted.select_nth_unstable(most);
            counted.truncate(most);
        }
        counted.sort_unstable();
        counted.into_iter().map(|(_, record)| record).collect()
    }
}

impl Reference {
    /// Opens the set that a name means: a benchmark at hand (`@gsm8k`), a fingerprint, or files. `inputs` are what is
    /// compared with it.
    pub fn open(
        name: &str,
        inputs: &Inputs,
        options: &Options,
        observer: &dyn Observer,
    ) -> Result<Self, Error> {
        if let Some(known) = name.strip_prefix('@')
            && !Path::new(known).is_file()
        {
            let benchmark = BENCHMARKS.iter().find(|benchmark| benchmark.name == known).ok_or_else(|| {
                Error::unknown("benchmark", known, BENCHMARKS.iter().map(|benchmark| benchmark.name))
            })?;
            let made = Self::of_prints(name, benchmark.bytes, options)?;
            return Ok(Self { title: Some(benchmark.title), ..made });
        }
        if let Some(bytes) = read_fingerprint(name)? {
            return Self::of_prints(name, &bytes, options);
        }
        Self::of_files(name, inputs, options, observer)
    }

    fn of_prints(name: &str, bytes: &[u8], options: &Options) -> Result<Self, Error> {
        let (header, prints) = fingerprint::from_bytes(bytes).map_err(|what| {
            Error::refused(format!("{name} {what}"), "make it again with `dedupe --fingerprint`")
        })?;
        let grams = options.dedupe.grams();
        if header.grams() != Some(grams) && options.dedupe.level == Level::Near {
            let own = header.grams().map_or_else(String::new, told);
            let message = format!("{name} was made of {own}, and {} are compared here", told(grams));
            return Err(Error::refused(
                message,
                "give the same --ngram, or make a fingerprint with this one",
            ));
        }
        let records = || (0_u32..).zip(&prints);
        let [mut texts, mut prompts]: [KeyMap<Key, u32>; 2] = Default::default();
        let mut overlaps: KeyMap<u64, u32> = KeyMap::default();
        for (number, print) in records() {
            texts.entry(print.text).or_insert(number);
            prompts.entry(print.prompt).or_insert(number);
            for run in &print.overlaps {
                overlaps.entry(*run).or_insert(number);
            }
        }
        let mut parts = Vec::new();
        for by in PARTS.into_iter().filter(|_| options.dedupe.level == Level::Near) {
            let mut sample = Sample::default();
            if options.dedupe.is_guarded() {
                for print in &prints {
                    sample.add(&mut print.part(by).to_vec());
                }
            }
            let watched = sample.watched(prints.len() as u64);
            let mut counts = Vec::new();
            for print in &prints {
                watched.count(print.part(by), &mut counts);
            }
            let with_part = prints.iter().filter(|print| !print.part(by).is_empty()).count();
            let mut sketcher = Sketcher::new(options.dedupe.banding());
            let mut bands = Vec::new();
            for print in &prints {
                let mut shingles = print.part(by).to_vec();
                watched.thin(&mut shingles);
                sketcher.sketch(&shingles, &mut bands);
            }
            let common = watched.common(&counts, with_part as u64);
            let width = options.dedupe.banding().bands;
            let column = |band: usize| bands.iter().copied().skip(band).step_by(width).collect();
            let bands: Vec<Vec<u32>> = (0..width).map(column).collect();
            let bands = indexed(&bands, |_| true);
            parts.push(Part { watched, common, bands });
        }
        let equal = [texts, prompts];
        let texts = Held::Prints(header, prints);
        Ok(Self { name: name.to_owned(), title: None, equal, parts, overlaps, texts })
    }

    fn of_files(
        name: &str,
        others: &Inputs,
        options: &Options,
        observer: &dyn Observer,
    ) -> Result<Self, Error> {
        // What is said of the inputs' columns and members is not said of this set.
        let own = Options {
            dedupe: options.dedupe,
            threads: options.threads,
            max_record_bytes: options.max_record_bytes,
            max_unpacked_bytes: options.max_unpacked_bytes,
            ..Options::default()
        };
        let inputs = Inputs::open(&[name.to_owned()], &own, None, observer)?;
        let is_near = options.dedupe.level == Level::Near;
        let dedupe = &options.dedupe;
        let sketching = is_near
            .then(|| {
                Sketching::new(
                    &inputs,
                    dedupe.grams(),
                    dedupe.banding(),
                    &PARTS,
                    dedupe.is_guarded(),
                    observer,
                )
            })
            .transpose()?;
        let selection = Selection::of_shapes().keeping(Some(0));
        let measure =
            Measure { sketching: sketching.as_ref(), ..Measure::new(&inputs, &selection, Keeps::Texts) };
        let mut facts = measure.facts(observer)?;
        let equal = PARTS.map(|by| {
            let mut equal = KeyMap::default();
            for (number, fact) in (0_u32..).zip(&facts.records) {
                equal.entry(fact.keys.part(by)).or_insert(number);
            }
            equal
        });
        let mut parts = Vec::new();
        if let Some(sketching) = sketching {
            for ((by, watched, sketched), equal) in sketching.with(&mut facts).into_parts().zip(&equal) {
                let common = watched.common(&sketched.counts, sketched.records);
                // Of equal texts one will do.
                let is_first =
                    |number: u32| equal.get(&facts.records[number as usize].keys.part(by)) == Some(&number);
                let bands = indexed(&sketched.bands, is_first);
                parts.push(Part { watched, common, bands });
            }
        }
        let overlaps = overlaps(&inputs, &facts, others, observer)?;
        let texts = Held::Files(Box::new((inputs, facts)));
        Ok(Self { name: name.to_owned(), title: None, equal, parts, overlaps, texts })
    }

    /// Refuses to write over a file of the set.
    pub fn refuse_output(&self, out: &Path) -> Result<(), Error> {
        match &self.texts {
            Held::Files(files) => files.0.refuse_output(out),
            Held::Prints(..) if is_same_file(Path::new(&self.name), out) => {
                Err(Error::is_an_input(out, "choose another output file"))
            }
            Held::Prints(..) => Ok(()),
        }
    }

    /// The first record with an equal part.
    pub fn equal(&self, by: By, key: Key) -> Option<u32> {
        self.equal[usize::from(by == By::Prompt)].get(&key).copied()
    }

    /// What is known of a part.
    pub fn part(&self, by: By) -> Option<&Part> {
        self.parts.get(usize::from(by == By::Prompt))
    }

    /// The first record with a run of words in its prompt.
    pub fn overlap(&self, run: u64) -> Option<u32> {
        self.overlaps.get(&run).copied()
    }

    /// Where a record stands.
    pub fn spot(&self, record: u32) -> Spot {
        match &self.texts {
            Held::Files(files) => {
                let (inputs, facts) = &**files;
                let fact = &facts.records[record as usize];
                Spot { file: inputs.name(fact.source()).to_owned(), line: fact.line }
            }
            Held::Prints(header, prints) => {
                let print = &prints[record as usize];
                Spot { file: header.sources[usize::from(print.source)].clone(), line: print.line }
            }
        }
    }

    /// The shingles of a part of a record.
    pub fn shingled(
        &self,
        by: By,
        record: u32,
        grams: Grams,
        scratch: &mut Scratch,
    ) -> Result<Shingled, Error> {
        let watched = &self.parts[usize::from(by == By::Prompt)].watched;
        let shingles = match &self.texts {
            Held::Files(files) => {
                let (inputs, facts) = &**files;
                let fact = &facts.records[record as usize];
                Shelf { inputs, grams }.shingles(fact.place, Some(fact.hash), by, scratch)?
            }
            Held::Prints(_, prints) => prints[record as usize].part(by).to_vec(),
        };
        Ok(Shingled::new(shingles, watched))
    }
}

/// For every band the records behind its hash, in order.
fn indexed(bands: &[Vec<u32>], is_wanted: impl Fn(u32) -> bool) -> Vec<Vec<u64>> {
    let of_band = |hashes: &Vec<u32>| {
        let wanted = (0_u32..).zip(hashes).filter(|(record, hash)| **hash != 0 && is_wanted(*record));
        let mut entries: Vec<u64> =
            wanted.map(|(record, hash)| u64::from(*hash) << 32 | u64::from(record)).collect();
        entries.sort_unstable();
        entries
    };
    bands.iter().map(of_band).collect()
}

fn told(grams: Grams) -> String {
    match grams {
        Grams::Words(n) => format!("shingles of {n} words"),
        Grams::Characters(n) => format!("shingles of {n} characters"),
    }
}

/// The bytes of a file that is a fingerprint.
fn read_fingerprint(name: &str) -> Result<Option<Vec<u8>>, Error> {
    use std::io::Read;
    let path = Path::new(name);
    if !path.is_file() {
        return Ok(None);
    }
    let failed = |cause| Error::read(name, cause);
    let mut file = std::fs::File::open(path).map_err(failed)?;
    let mut bytes = Vec::new();
    Read::by_ref(&mut file).take(MAGIC.len() as u64).read_to_end(&mut bytes).map_err(failed)?;
    if bytes != MAGIC {
        return Ok(None);
    }
    file.read_to_end(&mut bytes).map_err(failed)?;
    Ok(Some(bytes))
}

/// The first record with each run of words in its prompt. Runs that the others do not have are left out where this set is
/// the larger one, so that what is held grows with the smaller one.
fn overlaps(
    inputs: &Inputs,
    facts: &Facts,
    others: &Inputs,
    observer: &dyn Observer,
) -> Result<KeyMap<u64, u32>, Error> {
    let bytes = |inputs: &Inputs| inputs.sources.iter().map(Source::bytes).sum::<u64>();
    let mut wanted = None;
    if bytes(inputs) > bytes(others) {
        let pass = Runs { inputs: others, facts: None, wanted: None };
        let found =
            engine::run("comparing", &pass, KeyMap::default(), &others.sources, others.settings, observer)?;
        wanted = Some(found.into_keys().collect());
    }
    let pass = Runs { inputs, facts: Some(facts), wanted };
    engine::run("comparing", &pass, KeyMap::default(), &inputs.sources, inputs.settings, observer)
}

/// The pass that gathers the runs of words in prompts.
struct Runs<'r> {
    inputs: &'r Inputs,
    /// By which records are numbered.
    facts: Option<&'r Facts>,
    wanted: Option<KeySet<u64>>,
}

#[derive(Default)]
struct Gathered {
    runs: Vec<(u64, u32)>,
    texts: Texts,
    own: Vec<u64>,
}

impl Pass for Runs<'_> {
    type Part = Gathered;
    type Total = KeyMap<u64, u32>;

    fn record(&self, record: &Record<'_>, part: &mut Gathered) {
        self.inputs.reading(record.source).read(record, |view| {
            let Some(example) = view.compared() else { return };
            part.texts.read(example);
            overlapping(&mut part.texts, &mut part.own);
            let place = self.facts.map_or(0, |facts| facts.index(record));
            let number = u32::try_from(place).unwrap_or(u32::MAX);
            let is_wanted = |run: &&u64| self.wanted.as_ref().is_none_or(|wanted| wanted.contains(run));
            part.runs.extend(part.own.iter().filter(is_wanted).map(|run| (*run, number)));
        });
    }

    fn fold(&self, total: &mut KeyMap<u64, u32>, part: Gathered) -> Result<(), Error> {
        for (run, number) in part.runs {
            total.entry(run).or_insert(number);
        }
        Ok(())
    }
}
