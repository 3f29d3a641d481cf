mod config;
mod encryption;
mod reply;
mod request;
mod sign;
mod sign_envelope;
mod verify;
mod xmlsec1;
