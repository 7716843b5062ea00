"""Identity card readers that speak the SAM protocol (居民身份证阅读器, GA/T 467)."""
