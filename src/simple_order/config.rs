//! placeholder
#[allow(missing_docs)] pub struct ConfigReport; #[allow(missing_docs)] pub struct ConfigWarning;
