"""SDXL itself: a checkpoint's shape, its text encoders and its sampler; knows no studio."""
