-- The tables of a profile made by version 1 of the program.
CREATE TABLE commits (
	arrival INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	device TEXT NOT NULL, 
	epoch INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	id BLOB NOT NULL, 
	case_id BLOB NOT NULL, 
	body TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	prev TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	at_ms INTEGER NOT NULL, 
	ack TEXT, 
	ack_ms INTEGER, 
	parked TEXT, 
	UNIQUE (device, epoch, seq), 
	UNIQUE (id)
);
CREATE INDEX commits_waiting ON commits (device, epoch, seq) WHERE ack IS NULL;
CREATE INDEX commits_case ON commits (case_id);
CREATE INDEX commits_parked ON commits (seq) WHERE parked IS NOT NULL;
CREATE TABLE events (
	arrival INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	id BLOB NOT NULL, 
	case_id BLOB NOT NULL, 
	device TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	commit_id BLOB NOT NULL, 
	type TEXT NOT NULL, 
	schema INTEGER NOT NULL, 
	payload TEXT NOT NULL, 
	UNIQUE (case_id, device, version), 
	UNIQUE (id)
);
CREATE TABLE number_blocks (
	id TEXT NOT NULL, 
	series TEXT NOT NULL, 
	first INTEGER NOT NULL, 
	last INTEGER NOT NULL, 
	next INTEGER NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE numbers (
	series TEXT NOT NULL, 
	n INTEGER NOT NULL, 
	state TEXT NOT NULL, 
	document_id BLOB NOT NULL, 
	PRIMARY KEY (series, n), 
	UNIQUE (document_id)
);
CREATE TABLE drafts (
	draft BLOB NOT NULL, 
	field TEXT NOT NULL, 
	value TEXT NOT NULL, 
	at_ms INTEGER NOT NULL, 
	PRIMARY KEY (draft, field)
);
CREATE TABLE jobs (
	id BLOB NOT NULL, 
	document_id BLOB NOT NULL, 
	case_id BLOB NOT NULL, 
	kind TEXT NOT NULL, 
	number TEXT NOT NULL, 
	copies INTEGER NOT NULL, 
	printing INTEGER NOT NULL, 
	reason TEXT NOT NULL, 
	state TEXT NOT NULL, 
	printer TEXT NOT NULL, 
	detail TEXT NOT NULL, 
	created_ms INTEGER NOT NULL, 
	changed_ms INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (document_id, printing)
);
CREATE INDEX jobs_state ON jobs (state);
CREATE TABLE blobs (
	digest TEXT NOT NULL, 
	state TEXT NOT NULL, 
	size INTEGER NOT NULL, 
	case_id BLOB, 
	PRIMARY KEY (digest)
);
CREATE TABLE stock (
	kind TEXT NOT NULL, 
	serial TEXT NOT NULL, 
	state TEXT NOT NULL, 
	case_id BLOB, 
	reason TEXT NOT NULL, 
	changed_ms INTEGER NOT NULL, 
	PRIMARY KEY (kind, serial)
);
CREATE TABLE operators (
	id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	number TEXT NOT NULL, 
	password TEXT NOT NULL, 
	grants TEXT NOT NULL, 
	failed INTEGER NOT NULL, 
	locked_until_ms INTEGER NOT NULL, 
	disabled INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (number)
);
CREATE TABLE settings (
	"key" TEXT NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY ("key")
);
CREATE TABLE audit (
	n INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	at_ms INTEGER NOT NULL, 
	operator TEXT NOT NULL, 
	action TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	prev TEXT NOT NULL, 
	hash TEXT NOT NULL
);
CREATE TABLE guides (
	code TEXT NOT NULL, 
	version TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	body TEXT NOT NULL, 
	PRIMARY KEY (code, version)
);
CREATE TABLE items (
	rowid_ INTEGER NOT NULL, 
	code TEXT NOT NULL, 
	name TEXT NOT NULL, 
	sub_name TEXT NOT NULL, 
	department TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	status TEXT NOT NULL, 
	synonyms TEXT NOT NULL, 
	version TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	guided INTEGER NOT NULL, 
	PRIMARY KEY (rowid_), 
	UNIQUE (code)
);
CREATE TABLE case_row (
	case_id BLOB NOT NULL, 
	state TEXT NOT NULL, 
	lease TEXT NOT NULL, 
	home TEXT NOT NULL, 
	item_code TEXT NOT NULL, 
	item TEXT NOT NULL, 
	applicant TEXT NOT NULL, 
	receipt TEXT NOT NULL, 
	channel TEXT NOT NULL, 
	operator TEXT NOT NULL, 
	opened_ms INTEGER NOT NULL, 
	changed_ms INTEGER NOT NULL, 
	count INTEGER NOT NULL, 
	awaits_seal INTEGER NOT NULL, 
	PRIMARY KEY (case_id)
);
CREATE INDEX case_row_state ON case_row (state, changed_ms);
CREATE INDEX case_row_changed ON case_row (changed_ms);
CREATE TABLE due (
	case_id BLOB NOT NULL, 
	kind TEXT NOT NULL, 
	date TEXT NOT NULL, 
	firm INTEGER NOT NULL, 
	PRIMARY KEY (case_id, kind)
);
CREATE INDEX due_date ON due (date);
CREATE TABLE papers (
	document_id BLOB NOT NULL, 
	case_id BLOB NOT NULL, 
	kind TEXT NOT NULL, 
	number TEXT NOT NULL, 
	code TEXT NOT NULL, 
	seal TEXT NOT NULL, 
	state TEXT NOT NULL, 
	printings INTEGER NOT NULL, 
	out INTEGER NOT NULL, 
	blank TEXT NOT NULL, 
	issued_ms INTEGER NOT NULL, 
	PRIMARY KEY (document_id)
);
CREATE INDEX papers_case ON papers (case_id);
CREATE INDEX papers_number ON papers (number);
CREATE INDEX papers_state ON papers (state);
CREATE TABLE search_key (
	"key" TEXT NOT NULL, 
	case_id BLOB NOT NULL, 
	PRIMARY KEY ("key", case_id)
)
 WITHOUT ROWID;
