//! What the reports of all protocols have in common.

mod order_state;

pub use order_state::OrderState;
