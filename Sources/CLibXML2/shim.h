#pragma once
// Where libxml2 was built with ICU its headers include ICU's, which clash with those of Foundation in one program.
// What they add is fields at the end of structures that libxml2 alone allocates.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED
#include <libxml/parser.h>
#include <libxml/xmlreader.h>
#include <libxml/xmlschemas.h>
#include <libxml/xmlschemastypes.h>
#include <libxml/xmlwriter.h>
