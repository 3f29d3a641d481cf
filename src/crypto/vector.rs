//! Sixteen bytes of a text at a time.

/// Sixteen bytes.
#[derive(Clone, Copy)]
pub struct Bytes16(imp::Vector);

/// For each of sixteen bytes whether something holds.
#[derive(Clone, Copy)]
pub struct Lanes(imp::Vector);

impl Bytes16 {
    /// Takes the bytes.
    #[inline(always)]
    pub fn new(bytes: &[u8; 16]) -> Bytes16 {
        Bytes16(imp::load(bytes))
    }

    /// Takes the bytes of two numbers, the lowest first.
    #[inline(always)]
    pub fn of_words(low: u64, high: u64) -> Bytes16 {
        Bytes16::new(&(u128::from(high) << 64 | u128::from(low)).to_le_bytes())
    }

    /// Which bytes are this one.
    #[inline(always)]
    pub fn are(self, byte: u8) -> Lanes {
        Lanes(imp::equal(self.0, byte))
    }

    /// Which bytes are between two, both included.
    #[inline(always)]
    pub fn are_between(self, first: u8, last: u8) -> Lanes {
        Lanes(imp::between(self.0, first, last))
    }

    /// Which bytes are not the same as others, as bits.
    #[inline(always)]
    pub fn differ(self, others: Bytes16) -> u32 {
        imp::high_bits(imp::same(self.0, others.0)) ^ 0xffff
    }

    /// The bytes with bit 0x20 set: ASCII letters in lower case, and other characters changed.
    #[inline(always)]
    pub fn folded(self) -> Bytes16 {
        Bytes16(imp::folded(self.0))
    }

    /// Which bytes are above 0x7f, as bits.
    #[inline(always)]
    pub fn high_bits(self) -> u32 {
        imp::high_bits(self.0)
    }
}

impl Lanes {
    /// One bit for each byte; that of the first byte is the lowest.
    #[inline(always)]
    pub fn bits(self) -> u32 {
        imp::high_bits(self.0)
    }

    /// Which are of one kind and not of another.
    #[inline(always)]
    pub fn and_not(self, other: Lanes) -> Lanes {
        Lanes(imp::and_not(self.0, other.0))
    }
}

impl std::ops::BitOr for Lanes {
    type Output = Lanes;

    #[inline(always)]
    fn bitor(self, other: Lanes) -> Lanes {
        Lanes(imp::or(self.0, other.0))
    }
}

#[cfg(target_arch = "x86_64")]
use self::sse2 as imp;

#[cfg(not(target_arch = "x86_64"))]
use self::portable as imp;

/// SSE2 is part of x86-64.
#[cfg(target_arch = "x86_64")]
// Since Rust 1.87 most of these functions are safe.
#[allow(unused_unsafe)]
mod sse2 {
    use std::arch::x86_64::*;

    pub(super) type Vector = __m128i;

    #[inline(always)]
    pub(super) fn load(bytes: &[u8; 16]) -> Vector {
        // SAFETY: the reference is valid for sixteen bytes, and the load needs no alignment.
        unsafe { _mm_loadu_si128(bytes.as_ptr().cast()) }
    }

    #[inline(always)]
    fn all(byte: u8) -> Vector {
        // SAFETY: every x86-64 processor has SSE2.
        unsafe { _mm_set1_epi8(byte as i8) }
    }

    #[inline(always)]
    pub(super) fn equal(bytes: Vector, byte: u8) -> Vector {
        same(bytes, all(byte))
    }

    #[inline(always)]
    pub(super) fn same(bytes: Vector, others: Vector) -> Vector {
        // SAFETY: every x86-64 processor has SSE2.
        unsafe { _mm_cmpeq_epi8(bytes, others) }
    }

    #[inline(always)]
    pub(super) fn between(bytes: Vector, first: u8, last: u8) -> Vector {
        // Comparisons are signed: the last one is moved to the highest number there is, and those above it to the lowest.
        let (to_the_top, below_the_first) = (127u8.wrapping_sub(last), 126u8.wrapping_sub(last - first));
        // SAFETY: every x86-64 processor has SSE2.
        unsafe { _mm_cmpgt_epi8(_mm_add_epi8(bytes, all(to_the_top)), all(below_the_first)) }
    }

    #[inline(always)]
    pub(super) fn folded(bytes: Vector) -> Vector {
        or(bytes, all(0x20))
    }

    #[inline(always)]
    pub(super) fn or(one: Vector, other: Vector) -> Vector {
        // SAFETY: every x86-64 processor has SSE2.
        unsafe { _mm_or_si128(one, other) }
    }

    #[inline(always)]
    pub(super) fn and_not(one: Vector, other: Vector) -> Vector {
        // SAFETY: every x86-64 processor has SSE2.
        unsafe { _mm_andnot_si128(other, one) }
    }

    #[inline(always)]
    pub(super) fn high_bits(bytes: Vector) -> u32 {
        // SAFETY: every x86-64 processor has SSE2.
        unsafe { _mm_movemask_epi8(bytes) as u32 }
    }
}

/// For every other processor; compilers make vector instructions of it where there are any.
#[cfg(any(test, not(target_arch = "x86_64")))]
mod portable {
    use std::array::from_fn;

    pub(super) type Vector = [u8; 16];

    const YES: u8 = 0xff;

    pub(super) fn load(bytes: &[u8; 16]) -> Vector {
        *bytes
    }

    pub(super) fn equal(bytes: Vector, byte: u8) -> Vector {
        bytes.map(|each| if each == byte { YES } else { 0 })
    }

    pub(super) fn same(bytes: Vector, others: Vector) -> Vector {
        from_fn(|at| if bytes[at] == others[at] { YES } else { 0 })
    }

    pub(super) fn between(bytes: Vector, first: u8, last: u8) -> Vector {
        bytes.map(|each| if each.wrapping_sub(first) <= last - first { YES } else { 0 })
    }

    pub(super) fn folded(bytes: Vector) -> Vector {
        bytes.map(|each| each | 0x20)
    }

    pub(super) fn or(one: Vector, other: Vector) -> Vector {
        from_fn(|at| one[at] | other[at])
    }

    pub(super) fn and_not(one: Vector, other: Vector) -> Vector {
        from_fn(|at| one[at] & !other[at])
    }

    pub(super) fn high_bits(bytes: Vector) -> u32 {
        let all = u128::from_le_bytes(bytes);
        eight_high_bits(all as u64) | eight_high_bits((all >> 64) as u64) << 8
    }

    /// The high bits of eight bytes, brought together by a multiplication in which no two of them meet.
    fn eight_high_bits(word: u64) -> u32 {
        const HIGH_BITS: u64 = 0x8080_8080_8080_8080;
        ((word & HIGH_BITS).wrapping_mul(0x0002_0408_1020_4081) >> 56) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(seed: u32) -> [u8; 16] {
        std::array::from_fn(|at| {
            let mixed = (seed * 16 + at as u32).wrapping_mul(0x9e37_79b1);
            (mixed >> 24) as u8
        })
    }

    fn bits(holds: impl Fn(usize) -> bool) -> u32 {
        (0..16).filter(|at| holds(*at)).fold(0, |bits, at| bits | 1 << at)
    }

    #[test]
    fn both_implementations_do_what_they_say() {
        for seed in 0..2000 {
            let bytes = text(seed);
            let (first, last) = (bytes[3].min(bytes[4]), bytes[3].max(bytes[4]));
            let equal = bits(|at| bytes[at] == bytes[7]);
            let between = bits(|at| (first..=last).contains(&bytes[at]));
            let high = bits(|at| bytes[at] > 0x7f);
            let folded = bits(|at| bytes[at] | 0x20 == b'a');

            let vector = Bytes16::new(&bytes);
            assert_eq!(vector.are(bytes[7]).bits(), equal);
            assert_eq!(vector.are_between(first, last).bits(), between);
            assert_eq!(vector.high_bits(), high);
            assert_eq!(vector.folded().are(b'a').bits(), folded);
            assert_eq!((vector.are(bytes[7]) | vector.are_between(first, last)).bits(), equal | between);
            assert_eq!(vector.are_between(first, last).and_not(vector.are(bytes[7])).bits(), between & !equal);

            let word = |at: usize| u64::from_le_bytes(*bytes[at..].first_chunk().unwrap());
            assert_eq!(Bytes16::of_words(word(0), word(8)).differ(vector), 0);

            let others = std::array::from_fn(|at| if at % 3 == 0 { bytes[at] } else { !bytes[at] });
            let same = bits(|at| at % 3 == 0);
            assert_eq!(vector.differ(Bytes16::new(&others)), same ^ 0xffff);

            let vector = portable::load(&bytes);
            assert_eq!(portable::high_bits(portable::same(vector, others)), same);
            assert_eq!(portable::high_bits(portable::equal(vector, bytes[7])), equal);
            assert_eq!(portable::high_bits(portable::between(vector, first, last)), between);
            assert_eq!(portable::high_bits(vector), high);
            assert_eq!(portable::high_bits(portable::equal(portable::folded(vector), b'a')), folded);
            let either = portable::or(portable::equal(vector, bytes[7]), portable::between(vector, first, last));
            assert_eq!(portable::high_bits(either), equal | between);
            let only = portable::and_not(portable::between(vector, first, last), portable::equal(vector, bytes[7]));
            assert_eq!(portable::high_bits(only), between & !equal);
        }
    }
}
