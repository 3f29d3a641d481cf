//! Masks a file, so that callgrind can count the instructions:
//! `valgrind --tool=callgrind --toggle-collect='*mask_text*' mask_count FILE [OPTIONS]`.

use std::process::ExitCode;

use cybsign::mask::mask_text;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(path) = arguments.next() else {
        eprintln!("usage: mask_count FILE [OPTIONS]");
        return ExitCode::FAILURE;
    };
    let options = arguments.next().unwrap_or_default();
    let text = match std::fs::read(&path) {
        Ok(text) => text,
        Err(error) => {
            eprintln!("{path}: {error}");
            return ExitCode::FAILURE;
        }
    };
    match mask(&text, options.as_bytes()) {
        Ok(length) => println!("{} bytes in, {length} out", text.len()),
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// Apart, so that there is one function to count in.
#[inline(never)]
fn mask(text: &[u8], options: &[u8]) -> Result<usize, String> {
    mask_text(text, options).map(|masked| masked.len()).map_err(|error| error.to_string())
}
