//! Signals: the first Ctrl-C (or hang-up, or request to end) asks the run to stop and clean up, the second ends it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

static INTERRUPTED: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// Listens from now on.
pub fn install() {
    let flag = INTERRUPTED.get_or_init(Arc::default);
    #[cfg(unix)]
    let asks = [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM, signal_hook::consts::SIGHUP];
    #[cfg(not(unix))]
    let asks = [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM];
    for signal in asks {
        // Where a handler cannot be set, the signal ends the process at once, as it does by default.
        let _ = signal_hook::flag::register_conditional_shutdown(signal, 2, Arc::clone(flag));
        let _ = signal_hook::flag::register(signal, Arc::clone(flag));
    }
    // A file that grows past the limit of the system becomes a write error instead of the end of the process.
    #[cfg(unix)]
    let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, Arc::default());
}

/// Whether the user asked the run to stop.
pub fn is_interrupted() -> bool {
    INTERRUPTED.get().is_some_and(|flag| flag.load(Ordering::Relaxed))
}
