mod documents;
mod header;
mod readme;
mod rooms;
