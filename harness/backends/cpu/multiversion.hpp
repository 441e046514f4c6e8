#pragma once

/// STEELYARD_CPU_MULTIVERSION before a function: the compiler makes a version for AVX-512, one for
/// AVX2 and one for any x86-64, and the loader picks. Elsewhere, and under the sanitizers, whose
/// run time is not ready yet when the loader picks, there is one version.
#if defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define STEELYARD_CPU_MULTIVERSION
#endif
#endif
#ifndef STEELYARD_CPU_MULTIVERSION
#define STEELYARD_CPU_MULTIVERSION [[gnu::target_clones("avx512f", "avx2", "default")]]
#endif
#else
#define STEELYARD_CPU_MULTIVERSION
#endif
