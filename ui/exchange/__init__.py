"""数据交换: files to and from the county."""
