mod oid;
