//! The shells of the C functions: the one order of things around a call of the core.
//!
//! A shell empties the outputs, runs a closure inside [`guard`], and fills the outputs with what came: all of them or none.
//! The closure names the arguments and calls one function of the core. What makes the shells unsafe is the contract that the
//! module [`ffi`](super) states.

use std::ptr;

use crate::error::{Error, Result};
use crate::ffi::arg;
use crate::ffi::bytes::{cybsign_bytes, Block};
use crate::ffi::error::cybsign_error;
use crate::ffi::guard::guard;
use crate::ffi::status::cybsign_status;

/// The caller's place, or places, for a value `V` of the core.
pub(crate) trait Output<V> {
    /// A value whose writing can't fail. Dropping it leaves nothing.
    type Ready;

    /// Writes what stands there without a result.
    unsafe fn empty(&self);

    /// Fails for NULL.
    fn need(&self) -> Result<()>;

    /// Makes a value ready.
    fn ready(value: V) -> Result<Self::Ready>;

    /// Writes a value, which is the caller's then.
    unsafe fn fill(&self, ready: Self::Ready);
}

/// Bytes, and the parameter's name.
pub(crate) struct Bytes(pub *mut cybsign_bytes, pub &'static str);

impl<V: TryInto<Block, Error = Error>> Output<V> for Bytes {
    type Ready = Block;

    unsafe fn empty(&self) {
        // SAFETY: the caller of the C function keeps the contract.
        unsafe { arg::write(self.0, cybsign_bytes::EMPTY) }
    }

    fn need(&self) -> Result<()> {
        arg::need(self.0, self.1)
    }

    fn ready(value: V) -> Result<Block> {
        value.try_into()
    }

    unsafe fn fill(&self, ready: Block) {
        // SAFETY: the caller of the C function keeps the contract.
        unsafe { arg::write(self.0, ready.into()) }
    }
}

/// A new handle, and the parameter's name.
pub(crate) struct Handle<H>(pub *mut *mut H, pub &'static str);

impl<V, H: From<V>> Output<V> for Handle<H> {
    type Ready = Box<H>;

    unsafe fn empty(&self) {
        // SAFETY: the caller of the C function keeps the contract.
        unsafe { arg::write(self.0, ptr::null_mut()) }
    }

    fn need(&self) -> Result<()> {
        arg::need(self.0, self.1)
    }

    fn ready(value: V) -> Result<Box<H>> {
        Ok(Box::new(H::from(value)))
    }

    unsafe fn fill(&self, ready: Box<H>) {
        // SAFETY: the caller of the C function keeps the contract.
        unsafe { arg::write(self.0, Box::into_raw(ready)) }
    }
}

/// A number, the parameter's name, and what stands there without a result.
pub(crate) struct Value<T>(pub *mut T, pub &'static str, pub T);

impl<T: Copy> Output<T> for Value<T> {
    type Ready = T;

    unsafe fn empty(&self) {
        // SAFETY: the caller of the C function keeps the contract.
        unsafe { arg::write(self.0, self.2) }
    }

    fn need(&self) -> Result<()> {
        arg::need(self.0, self.1)
    }

    fn ready(value: T) -> Result<T> {
        Ok(value)
    }

    unsafe fn fill(&self, ready: T) {
        // SAFETY: the caller of the C function keeps the contract.
        unsafe { arg::write(self.0, ready) }
    }
}

impl<V, W, A: Output<V>, B: Output<W>> Output<(V, W)> for (A, B) {
    type Ready = (A::Ready, B::Ready);

    unsafe fn empty(&self) {
        // SAFETY: the caller of the C function keeps the contract.
        unsafe {
            self.0.empty();
            self.1.empty();
        }
    }

    fn need(&self) -> Result<()> {
        self.0.need().and_then(|()| self.1.need())
    }

    fn ready((first, second): (V, W)) -> Result<Self::Ready> {
        Ok((A::ready(first)?, B::ready(second)?))
    }

    unsafe fn fill(&self, (first, second): Self::Ready) {
        // SAFETY: the caller of the C function keeps the contract.
        unsafe {
            self.0.fill(first);
            self.1.fill(second);
        }
    }
}

/// A function with any outputs. Three are two, of which the first are two.
pub(crate) unsafe fn all<V, O: Output<V>>(
    outputs: O,
    err: *mut *mut cybsign_error,
    call: impl FnOnce() -> Result<V>,
) -> cybsign_status {
    // SAFETY: the caller of the C function keeps the contract.
    unsafe {
        outputs.empty();
        guard(err, || {
            outputs.need()?;
            outputs.fill(O::ready(call()?)?);
            Ok(())
        })
    }
}

/// A function that gives bytes.
pub(crate) unsafe fn bytes<V: TryInto<Block, Error = Error>>(
    place: *mut cybsign_bytes,
    name: &'static str,
    err: *mut *mut cybsign_error,
    call: impl FnOnce() -> Result<V>,
) -> cybsign_status {
    // SAFETY: the caller of the C function keeps the contract.
    unsafe { all(Bytes(place, name), err, call) }
}

/// A function that gives a report, with its own failures too.
pub(crate) unsafe fn report<V: TryInto<Block, Error = Error>>(
    place: *mut cybsign_bytes,
    name: &'static str,
    err: *mut *mut cybsign_error,
    call: impl FnOnce() -> Result<Result<V, (Error, Option<V>)>>,
) -> cybsign_status {
    let output = Bytes(place, name);
    // SAFETY: the caller of the C function keeps the contract.
    unsafe {
        Output::<V>::empty(&output);
        guard(err, || {
            Output::<V>::need(&output)?;
            let (report, outcome) = match call()? {
                Ok(report) => (Some(report), Ok(())),
                Err((error, report)) => (report, Err(error)),
            };
            if let Some(report) = report {
                Output::<V>::fill(&output, report.try_into()?);
            }
            outcome
        })
    }
}

/// A function that makes a handle.
pub(crate) unsafe fn handle<V, H: From<V>>(
    place: *mut *mut H,
    name: &'static str,
    err: *mut *mut cybsign_error,
    call: impl FnOnce() -> Result<V>,
) -> cybsign_status {
    // SAFETY: the caller of the C function keeps the contract.
    unsafe { all(Handle(place, name), err, call) }
}

/// A function that gives a number, which is 0 without a result.
pub(crate) unsafe fn value<T: Copy + Default>(
    place: *mut T,
    name: &'static str,
    err: *mut *mut cybsign_error,
    call: impl FnOnce() -> Result<T>,
) -> cybsign_status {
    // SAFETY: the caller of the C function keeps the contract.
    unsafe { all(Value(place, name, T::default()), err, call) }
}

/// A function that frees a handle, and does nothing with NULL.
pub(crate) unsafe fn free<H>(handle: *mut H) {
    if !handle.is_null() {
        // SAFETY: the caller of the C function keeps the contract: the handle came from Box::into_raw and was not freed.
        drop(unsafe { Box::from_raw(handle) });
    }
}
