//! Thread CPU time, and ratios of neighbouring rounds.

use std::time::{Duration, Instant};

use crate::jobs::{Bench, Job};

/// What was measured for a job.
pub struct Row {
    pub job_us: f64,
    pub bare_us: f64,
    pub ratio: f64,
}

const ROUNDS: usize = 31;
/// Long enough for the clock, short enough that a round and its neighbour see the same machine.
const ROUND: Duration = Duration::from_millis(20);

pub fn measure(bench: &Bench, job: &Job) -> Row {
    let job_count = count_for(|| (job.run)(bench));
    let bare_count = count_for(|| (job.bare)(bench));
    let mut rounds: Vec<(f64, f64)> = (0..ROUNDS)
        .map(|_| (per_call(bare_count, || (job.bare)(bench)), per_call(job_count, || (job.run)(bench))))
        .collect();
    rounds.sort_by(|one, other| (one.1 / one.0).total_cmp(&(other.1 / other.0)));
    let (bare_us, job_us) = rounds[ROUNDS / 2];
    Row { job_us, bare_us, ratio: job_us / bare_us }
}

/// How many times as many signatures two threads make as one thread does, in wall time.
pub fn measure_threads(run: impl Fn(usize) + Sync) -> f64 {
    let mut ratios: Vec<f64> = (0..9).map(|_| rate(&run, 2) / rate(&run, 1)).collect();
    ratios.sort_by(f64::total_cmp);
    ratios[ratios.len() / 2]
}

fn rate(run: &(impl Fn(usize) + Sync), threads: usize) -> f64 {
    const EACH: u32 = 600;
    let start = Instant::now();
    std::thread::scope(|scope| {
        for thread in 0..threads {
            scope.spawn(move || (0..EACH).for_each(|_| run(thread)));
        }
    });
    f64::from(EACH) * threads as f64 / start.elapsed().as_secs_f64()
}

/// Microseconds of one call, the median of some rounds.
pub fn time_of(mut run: impl FnMut()) -> f64 {
    let count = count_for(&mut run);
    let mut rounds: Vec<f64> = (0..9).map(|_| per_call(count, &mut run)).collect();
    rounds.sort_by(f64::total_cmp);
    rounds[rounds.len() / 2]
}

fn count_for(mut run: impl FnMut()) -> u32 {
    let mut count = 1;
    loop {
        let start = thread_time();
        (0..count).for_each(|_| run());
        let spent = thread_time() - start;
        if spent >= ROUND / 4 {
            return (f64::from(count) * ROUND.as_secs_f64() / spent.as_secs_f64()).max(1.0) as u32;
        }
        count *= 4;
    }
}

fn per_call(count: u32, mut run: impl FnMut()) -> f64 {
    let start = thread_time();
    (0..count).for_each(|_| run());
    (thread_time() - start).as_secs_f64() * 1e6 / f64::from(count)
}

fn thread_time() -> Duration {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the clock exists on Linux and the place may be written.
    unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &mut time) };
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}
