mod c14n;
mod reader;
