"""The case and the law: domain, rules, use cases, storage. No Qt, no HTTP, no driver, no PDF."""
