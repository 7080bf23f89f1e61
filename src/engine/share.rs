//! Work on many items, shared between threads.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::Observer;
use crate::error::Error;

/// Does `work` on every item, on so many threads, and gives the results in the order of the items. Each thread has a
/// state of its own, made by `Default`, that must not change a result.
///
/// Fails with the error of the first item that has one, and when the observer stops the run.
pub fn share<T: Sync, S: Default, R: Send>(
    items: &[T],
    threads: usize,
    observer: &dyn Observer,
    work: impl Fn(&T, &mut S) -> Result<R, Error> + Sync,
) -> Result<Vec<R>, Error> {
    let next = AtomicUsize::new(0);
    let run = |done: &mut Vec<(usize, Result<R, Error>)>| {
        let mut state = S::default();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(number) else { return };
            let result =
                if observer.is_cancelled() { Err(Error::Interrupted) } else { work(item, &mut state) };
            if result.is_err() {
                // Nobody needs to begin another.
                next.store(items.len(), Ordering::Relaxed);
            }
            done.push((number, result));
        }
    };
    let mut all = Vec::with_capacity(items.len());
    if threads <= 1 || items.len() <= 1 {
        run(&mut all);
    } else {
        let joined = Mutex::new(&mut all);
        thread::scope(|scope| {
            for _ in 0..threads.min(items.len()) {
                scope.spawn(|| {
                    let mut own = Vec::new();
                    run(&mut own);
                    joined.lock().unwrap_or_else(PoisonError::into_inner).append(&mut own);
                });
            }
        });
        all.sort_unstable_by_key(|(number, _)| *number);
    }
    all.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_items() {
        let items: Vec<u64> = (0..1_000).collect();
        for threads in [1, 2, 5] {
            let doubled = share(&items, threads, &(), |item, (): &mut ()| Ok(item * 2)).unwrap();
            assert!(doubled.iter().enumerate().all(|(i, twice)| *twice == 2 * i as u64));
        }
        let failed = share(
            &items,
            2,
            &(),
            |item, (): &mut ()| {
                if *item == 700 { Err(Error::Interrupted) } else { Ok(()) }
            },
        );
        assert!(failed.is_err());
    }
}
