mod header;
mod readme;
