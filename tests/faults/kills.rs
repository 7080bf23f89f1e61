//! Runs that are killed or interrupted at any moment: the output is the old one or the new one, whole.

#![cfg(unix)]

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};

use super::{World, names};
use crate::support::{files, good_rows};

/// Rows enough that a run takes a while.
const ROWS: usize = 20_000;

struct Scene {
    world: World,
    input: String,
    out: String,
    /// How long a whole run takes.
    whole: Duration,
    chance: Xoshiro256PlusPlus,
}

impl Scene {
    fn new(seed: u64) -> Self {
        let world = World::new();
        let input = world.input("rows.jsonl", good_rows(ROWS));
        let start = Instant::now();
        let scratch = world.output("scratch");
        assert_eq!(world.prepare(&scratch, &[&input]).0, 0);
        let whole = start.elapsed();
        std::fs::remove_dir_all(scratch).unwrap();
        let out = world.output("out");
        Self { world, input, out, whole, chance: Xoshiro256PlusPlus::seed_from_u64(seed) }
    }

    /// Starts a run, sends a signal at some moment of it, and gives the exit code; nothing when the signal ended it.
    fn struck(&mut self, signal: &str) -> Option<i32> {
        let args = ["prepare", &self.input, "--target", "openai", "--force", "--out", &self.out];
        let mut command = self.world.command(&args);
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        std::thread::sleep(self.whole.mul_f64(self.chance.random_range(0.0..1.1)));
        let sent =
            Command::new("kill").args([signal, &child.id().to_string()]).stderr(Stdio::null()).status();
        sent.expect("there is a kill command");
        let output = child.wait_with_output().unwrap();
        let text = String::from_utf8_lossy(&output.stderr);
        assert!(!text.contains("panicked at"), "{text}");
        assert!(output.status.code() != Some(2) || text.contains("interrupted"), "{text}");
        output.status.code()
    }

    fn finish(&self) {
        let (code, text, err) = self.world.prepare(&self.out, &["--force", &self.input]);
        assert_eq!(code, 0, "{text}{err}");
        assert_eq!(names(&self.world.path("o")).len(), 1, "what killed runs left is taken away");
    }
}

#[test]
fn interrupted_runs_leave_nothing() {
    let mut scene = Scene::new(1);
    for signal in ["-TERM", "-INT", "-HUP", "-TERM", "-INT"] {
        let code = scene.struck(signal);
        // Before the handlers are set, the signal ends the process as it ends any other.
        assert!(matches!(code, None | Some(0 | 2)), "{signal}: {code:?}");
        let left = names(&scene.world.path("o"));
        assert!(left.iter().all(|name| name == "out"), "{signal}: {left:?}");
        assert_eq!(names(&scene.world.path("tmp")).len(), 0);
        assert_eq!(left.contains("out"), code == Some(0), "{signal}");
        assert!(left.is_empty() || scene.world.is_sound(&scene.out), "{signal}");
        let _ = std::fs::remove_dir_all(&scene.out);
    }
    scene.finish();
}

#[test]
fn killed_runs_leave_no_half_folder() {
    let mut scene = Scene::new(2);
    for _ in 0..6 {
        scene.struck("-KILL");
        let is_there = std::path::Path::new(&scene.out).exists();
        assert!(!is_there || is_sound(&scene), "the folder is half-done");
        if is_there {
            std::fs::remove_dir_all(&scene.out).unwrap();
        }
    }
    scene.finish();
}

#[test]
fn a_folder_that_is_being_replaced_is_old_or_new() {
    let mut scene = Scene::new(3);
    let new = {
        scene.finish();
        files(scene.out.as_ref())
    };
    let other = scene.world.input("old.jsonl", good_rows(50));
    for signal in ["-KILL", "-TERM", "-KILL", "-INT", "-KILL"] {
        assert_eq!(
            scene
                .world
                .command(&["prepare", &other, "--target", "openai", "--force", "--out", &scene.out])
                .output()
                .unwrap()
                .status
                .code(),
            Some(0)
        );
        let old = files(scene.out.as_ref());
        scene.struck(signal);
        let found = files(scene.out.as_ref());
        assert!(found == old || found == new, "{signal}: the folder is neither the old one nor the new one");
        assert!(is_sound(&scene), "{signal}");
    }
    scene.finish();
}

/// Somebody who forgot to give an input presses Ctrl-C once.
#[test]
fn a_run_that_waits_for_input_can_be_interrupted() {
    let world = World::new();
    for signal in ["-INT", "-TERM"] {
        let mut command = world.command(&["validate", "-"]);
        let pipes = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = pipes.spawn().unwrap();
        std::thread::sleep(Duration::from_millis(500));
        Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
        let start = Instant::now();
        let mut ended = None;
        while ended.is_none() && start.elapsed() < Duration::from_secs(3) {
            std::thread::sleep(Duration::from_millis(20));
            ended = child.try_wait().unwrap();
        }
        let _ = child.kill();
        child.wait().unwrap();
        assert_eq!(ended.map(|status| status.code()), Some(Some(2)), "{signal} is not heard");
    }
}

/// Verifies without looking for strays, which a killed run may leave.
fn is_sound(scene: &Scene) -> bool {
    scene.world.command(&["verify", &scene.out]).output().unwrap().status.success()
}
