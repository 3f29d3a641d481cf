//! The native objects that Java holds: as numbers, each of which is given back once.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jni_sys::jlong;

/// Drops the object at an address.
type Drop = unsafe fn(usize);

/// What was handed out and not given back. When the class loader is collected, nobody is left to give it back.
static OPEN: Mutex<BTreeMap<usize, Drop>> = Mutex::new(BTreeMap::new());

fn open() -> MutexGuard<'static, BTreeMap<usize, Drop>> {
    // Nothing can be half done in it when a panic passes.
    OPEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Hands an object out. It may be given back on another thread.
pub(crate) fn hand_out<T: Send>(object: Box<T>) -> jlong {
    /// # Safety
    /// The address was handed out for a `T`, and is not used afterwards.
    unsafe fn drop_at<T>(address: usize) {
        // SAFETY: the address comes from Box::into_raw below, as the caller vouches.
        drop(unsafe { Box::from_raw(address as *mut T) });
    }
    let address = Box::into_raw(object) as usize;
    open().insert(address, drop_at::<T>);
    address as jlong
}

/// Takes an object back; `None` for what was not handed out.
///
/// # Safety
/// If the handle was handed out, then for a `T`, and nobody uses it any more.
pub(crate) unsafe fn take_back<T>(handle: jlong) -> Option<Box<T>> {
    let address = handle as usize;
    open().remove(&address)?;
    // SAFETY: it comes from Box::into_raw for a T, as the caller vouches, and it was removed, so it is taken once.
    Some(unsafe { Box::from_raw(address as *mut T) })
}

/// Drops what was never given back.
///
/// # Safety
/// Nobody uses any of the handles any more.
pub(crate) unsafe fn drop_all() {
    let all = std::mem::take(&mut *open());
    for (address, drop) in all {
        // SAFETY: each stood in the table with its own function, and was taken out of it.
        unsafe { drop(address) };
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn an_object_is_dropped_once_by_whoever_is_last() {
        let counted = Arc::new(());
        let handle = hand_out(Box::new(Arc::clone(&counted)));
        hand_out(Box::new(Arc::clone(&counted)));
        hand_out(Box::new((Arc::clone(&counted), 7)));
        assert_eq!(Arc::strong_count(&counted), 4);
        // SAFETY: the handle is that of an Arc, and no other is used here.
        unsafe {
            assert!(take_back::<Arc<()>>(handle).is_some());
            assert!(take_back::<Arc<()>>(handle).is_none());
            assert!(take_back::<Arc<()>>(0).is_none());
            assert_eq!(Arc::strong_count(&counted), 3);
            drop_all();
            assert_eq!(Arc::strong_count(&counted), 1);
            drop_all();
        }
    }
}
