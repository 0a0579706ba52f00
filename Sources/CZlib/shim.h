#pragma once
#include <zlib.h>

// A macro that passes the size of the struct; Swift cannot import it. 15 + 32: zlib or gzip header.
static inline int dendrite_inflateInit(z_stream *stream) { return inflateInit2(stream, 15 + 32); }
