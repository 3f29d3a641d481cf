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

/// The caller's place for a value `V` of the core.
pub(crate) trait Output<V> {
    /// What stands in the place.
    type Written;
    /// A value whose writing can't fail. Dropping it leaves nothing.
    type Ready;

    /// The place, which may be NULL, and the parameter's name.
    fn place(&self) -> (*mut Self::Written, &'static str);

    /// What stands there without a result.
    fn nothing(&self) -> Self::Written;

    /// Makes a value ready.
    fn ready(value: V) -> Result<Self::Ready>;

    /// What is written; the caller owns it then.
    fn written(ready: Self::Ready) -> Self::Written;

    unsafe fn empty(&self) {
        // SAFETY: the caller of the C function keeps the contract.
        unsafe { arg::write(self.place().0, self.nothing()) }
    }

    unsafe fn fill(&self, ready: Self::Ready) {
        // SAFETY: the caller of the C function keeps the contract.
        unsafe { arg::write(self.place().0, Self::written(ready)) }
    }

    fn need(&self) -> Result<()> {
        let (place, name) = self.place();
        arg::need(place, name)
    }
}

/// Bytes.
pub(crate) struct Bytes(pub *mut cybsign_bytes, pub &'static str);

impl<V: TryInto<Block, Error = Error>> Output<V> for Bytes {
    type Written = cybsign_bytes;
    type Ready = Block;

    fn place(&self) -> (*mut cybsign_bytes, &'static str) {
        (self.0, self.1)
    }

    fn nothing(&self) -> cybsign_bytes {
        cybsign_bytes::EMPTY
    }

    fn ready(value: V) -> Result<Block> {
        value.try_into()
    }

    fn written(ready: Block) -> cybsign_bytes {
        ready.into()
    }
}

/// A new handle.
pub(crate) struct Handle<H>(pub *mut *mut H, pub &'static str);

impl<V, H: From<V>> Output<V> for Handle<H> {
    type Written = *mut H;
    type Ready = Box<H>;

    fn place(&self) -> (*mut *mut H, &'static str) {
        (self.0, self.1)
    }

    fn nothing(&self) -> *mut H {
        ptr::null_mut()
    }

    fn ready(value: V) -> Result<Box<H>> {
        Ok(Box::new(H::from(value)))
    }

    fn written(ready: Box<H>) -> *mut H {
        Box::into_raw(ready)
    }
}

/// A number, and what stands there without a result.
pub(crate) struct Value<T>(pub *mut T, pub &'static str, pub T);

impl<T: Copy> Output<T> for Value<T> {
    type Written = T;
    type Ready = T;

    fn place(&self) -> (*mut T, &'static str) {
        (self.0, self.1)
    }

    fn nothing(&self) -> T {
        self.2
    }

    fn ready(value: T) -> Result<T> {
        Ok(value)
    }

    fn written(ready: T) -> T {
        ready
    }
}

/// A function with one output of any kind.
pub(crate) unsafe fn one<V, O: Output<V>>(
    output: O,
    err: *mut *mut cybsign_error,
    call: impl FnOnce() -> Result<V>,
) -> cybsign_status {
    // SAFETY: the caller of the C function keeps the contract.
    unsafe {
        output.empty();
        guard(err, || {
            output.need()?;
            output.fill(O::ready(call()?)?);
            Ok(())
        })
    }
}

/// A function with two outputs.
pub(crate) unsafe fn all<V, W, A: Output<V>, B: Output<W>>(
    (first, second): (A, B),
    err: *mut *mut cybsign_error,
    call: impl FnOnce() -> Result<(V, W)>,
) -> cybsign_status {
    // SAFETY: the caller of the C function keeps the contract.
    unsafe {
        first.empty();
        second.empty();
        guard(err, || {
            first.need()?;
            second.need()?;
            let (one, other) = call()?;
            let (one, other) = (A::ready(one)?, B::ready(other)?);
            first.fill(one);
            second.fill(other);
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
    unsafe { one(Bytes(place, name), err, call) }
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
    unsafe { one(Handle(place, name), err, call) }
}

/// A function that gives a number, which is 0 without a result.
pub(crate) unsafe fn value<T: Copy + Default>(
    place: *mut T,
    name: &'static str,
    err: *mut *mut cybsign_error,
    call: impl FnOnce() -> Result<T>,
) -> cybsign_status {
    // SAFETY: the caller of the C function keeps the contract.
    unsafe { one(Value(place, name, T::default()), err, call) }
}

/// A function that frees a handle, and does nothing with NULL.
pub(crate) unsafe fn free<H>(handle: *mut H) {
    if !handle.is_null() {
        // SAFETY: the caller of the C function keeps the contract: the handle came from Box::into_raw and was not freed.
        drop(unsafe { Box::from_raw(handle) });
    }
}
