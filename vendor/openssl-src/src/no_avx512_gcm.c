/*
 * In place of OpenSSL's AES-GCM over AVX-512, whose unrolled code takes 0.7 MB: the first function says that the processor
 * can't do it, so that the others are never called and GCM runs over AES-NI.
 */
#include <stdlib.h>

int ossl_vaes_vpclmulqdq_capable(void);
int ossl_vaes_vpclmulqdq_capable(void) { return 0; }

#define NEVER(name) void name(void); void name(void) { abort(); }
NEVER(ossl_aes_gcm_init_avx512)
NEVER(ossl_aes_gcm_setiv_avx512)
NEVER(ossl_aes_gcm_update_aad_avx512)
NEVER(ossl_aes_gcm_encrypt_avx512)
NEVER(ossl_aes_gcm_decrypt_avx512)
NEVER(ossl_aes_gcm_finalize_avx512)
NEVER(ossl_gcm_gmult_avx512)
