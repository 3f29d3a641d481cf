mod header;
mod readme;
mod rooms;
