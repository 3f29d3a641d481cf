mod oid;
mod writer;
