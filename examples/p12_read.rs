//! Reads a P12 and says how many keys and certificates it holds, or which kind of failure it is.
//!
//! The password is taken from the environment variable `P12_PASSWORD`; without it, it is the empty one.

use std::process::ExitCode;

use cybsign::credential::read::{read_p12, ReadOptions};
use cybsign::error::{CYBSIGN_E_KEY_PASSWORD, CYBSIGN_E_UNSUPPORTED, CYBSIGN_E_WRONG_PASSWORD};

fn main() -> ExitCode {
    let Some(path) = std::env::args_os().nth(1) else {
        eprintln!("usage: p12_read FILE");
        return ExitCode::from(2);
    };
    let data = match std::fs::read(path) {
        Ok(data) => data,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(2);
        }
    };
    let password = std::env::var("P12_PASSWORD").unwrap_or_default();
    match read_p12(&data, &ReadOptions::new(password.as_bytes())) {
        Ok(container) => {
            println!("keys={} certs={}", container.keys.len(), container.certificates.len());
            ExitCode::SUCCESS
        }
        Err(error) => {
            let class = match error.status() {
                CYBSIGN_E_WRONG_PASSWORD | CYBSIGN_E_KEY_PASSWORD => "wrong-password",
                CYBSIGN_E_UNSUPPORTED => "unsupported",
                _ => "malformed",
            };
            println!("class={class}");
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
