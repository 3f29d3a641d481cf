//! Times cybsign's C API against the bare operation that it can't do without, in one run.
//!
//! Each job is measured in thread CPU time, in rounds that alternate with the bare operation, and shown as the median of the
//! rounds' ratios: machines that are shared wander by half, a ratio of neighbours doesn't. With `--job NAME --count N` one
//! job runs N times and nothing is timed, for callgrind.

mod jobs;
mod timing;

use jobs::{Bench, Job};
use timing::{measure, measure_threads, Row};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let bench = Bench::new();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => table(&bench),
        ["--list"] => bench.jobs().iter().for_each(|job| println!("{}", job.name)),
        ["--time", name] => println!("{:.3}", time_one(&bench, name)),
        ["--job", name, "--count", count] => run_one(&bench, name, count.parse().expect("a count")),
        _ => {
            eprintln!("usage: cybsign-bench [--list | --time NAME | --job NAME --count N]");
            std::process::exit(2);
        }
    }
}

/// Microseconds of thread CPU time, for the benchmarks of the bindings to be measured against.
fn time_one(bench: &Bench, name: &str) -> f64 {
    let jobs = bench.jobs();
    let job = jobs.iter().find(|job| job.name == name).expect("a job's name; see --list");
    timing::time_of(|| (job.run)(bench))
}

fn run_one(bench: &Bench, name: &str, count: u32) {
    let jobs = bench.jobs();
    let job = jobs.iter().find(|job| job.name == name).expect("a job's name; see --list");
    for _ in 0..count {
        (job.run)(bench);
    }
}

fn table(bench: &Bench) {
    println!("{:34} {:>10} {:>10} {:>8} {:>6} {:>6}", "job", "us", "bare us", "ratio", "goal", "fails");
    for job in bench.jobs() {
        print_row(&job, &measure(bench, &job));
    }
    let at_best = measure_threads(|thread| bench.bare_sign_in(thread));
    println!("{:34} {:>10} {:>10} {:>8.3}", "two threads, bare, a key each", "", "", at_best);
    let scaling = measure_threads(|_| bench.sign_nvp_cpp());
    println!("{:34} {:>10} {:>10} {:>8.3} {:>6} {:>6}", "two threads on one handle", "", "", scaling, "1.90", "1.80");
    let speed = bench.mask_log() as f64 / timing::time_of(|| _ = bench.mask_log());
    println!("{:34} {:>10} {:>10} {:>8.0} {:>6}", "mask_text logs, MB/s", "", "", speed, "100");
}

fn print_row(job: &Job, row: &Row) {
    let mark = |mark: Option<f64>| mark.map_or(String::new(), |mark| format!("{mark:.2}"));
    println!(
        "{:34} {:>10.2} {:>10.2} {:>8.3} {:>6} {:>6}",
        job.name,
        row.job_us,
        row.bare_us,
        row.ratio,
        mark(job.goal),
        mark(job.fails)
    );
}
