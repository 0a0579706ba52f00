#pragma once
#include <hdf5.h>
#include <hdf5_hl.h>

// The native types are macros that first open the library; Swift cannot import them.
static inline hid_t dendrite_H5T_NATIVE_DOUBLE(void) { return H5T_NATIVE_DOUBLE; }
static inline hid_t dendrite_H5T_NATIVE_FLOAT(void) { return H5T_NATIVE_FLOAT; }
static inline hid_t dendrite_H5T_C_S1(void) { return H5T_C_S1; }
static inline hid_t dendrite_H5P_FILE_ACCESS(void) { return H5P_FILE_ACCESS; }
static inline hid_t dendrite_H5P_DEFAULT(void) { return H5P_DEFAULT; }
static inline hid_t dendrite_H5E_DEFAULT(void) { return H5E_DEFAULT; }
static inline hid_t dendrite_H5S_ALL(void) { return H5S_ALL; }
static inline unsigned dendrite_H5F_ACC_RDONLY(void) { return H5F_ACC_RDONLY; }
// Errors come back as return values; the library must never print its stack.
static inline void dendrite_H5E_silence(void) { H5Eset_auto2(H5E_DEFAULT, NULL, NULL); }
// The function's name is a macro that depends on the version of the library.
static inline herr_t dendrite_H5Oget_info(hid_t object, H5O_info_t *info) { return H5Oget_info(object, info); }
