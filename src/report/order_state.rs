//! Whether it is known what became of an order.

use serde::Serialize;

/// Whether it is known what became of the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum OrderState {
    /// The reply says it.
    Known,
    /// The order may have been carried out or not: look it up before you send it again.
    Unknown,
}
