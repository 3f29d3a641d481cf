#!/usr/bin/perl
# Translates the declarations of src/crypto/sys.rs into C, beside the headers of the OpenSSL that was built. That they
# compile shows that each function has the type that Rust takes it for: a second declaration with another type is an error.
#
#   prototypes.pl src/crypto/sys.rs >prototypes.c
use strict;
use warnings;

my %types = (
    c_char => 'char', c_int => 'int', c_uint => 'unsigned int', c_long => 'long', c_ulong => 'unsigned long',
    c_uchar => 'unsigned char', c_void => 'void', size_t => 'size_t', usize => 'size_t', u8 => 'unsigned char',
    i32 => 'int', u32 => 'unsigned int', i64 => 'int64_t', u64 => 'uint64_t',
);
local $/;
my $source = <>;
$source =~ s{//[^\n]*}{}g;
my ($functions, %seen) = (0);

sub c_type {
    my ($rust) = @_;
    return c_type($1) . ' *' if $rust =~ /^\*mut\s+(.*)$/;
    if ($rust =~ /^\*const\s+(.*)$/) {
        my $inner = c_type($1);
        return $inner =~ /\*$/ ? "$inner const *" : "const $inner *";
    }
    $rust =~ s/^\w+:://;
    # What openssl-sys declares has the name that C gives it.
    $rust =~ s/^openssl_sys:://;
    return $types{$rust} // $rust;
}

print "#include <stddef.h>\n#include <stdint.h>\n";
print "#include <openssl/$_.h>\n"
    for qw(asn1 bio cms crypto err evp objects pem pkcs12 pkcs7 provider rsa safestack ssl x509 x509v3);
while ($source =~ /\bfn\s+(\w+)\s*\(([^)]*)\)\s*(?:->\s*([^;]+?))?\s*;/g) {
    my ($name, $parameters, $result) = ($1, $2, $3);
    die "$name is declared twice\n" if $seen{$name}++;
    my @parameters;
    for my $parameter (grep { /\S/ } split /,/, $parameters) {
        my ($type) = $parameter =~ /^\s*\w+\s*:\s*(.*?)\s*$/s or die "$name: what is \"$parameter\"?\n";
        push @parameters, c_type($type);
    }
    # A macro of the name would hide the function; a name that no header knows would be declared here for the first time.
    print "#undef $name\nextern __typeof__($name) $name;\n", defined $result ? c_type($result) : 'void', " $name(", join(', ', @parameters) || 'void', ");\n";
    $functions++;
}
die "no declaration found\n" unless $functions;
print "int main(void) { return 0; }\n";
