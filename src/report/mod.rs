//! What the reports of all protocols have in common: findings, and what is known of an order.

mod finding;
mod order_state;

pub use finding::{Finding, Level};
pub use order_state::OrderState;
