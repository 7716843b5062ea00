CREATE TABLE server (
	name TEXT NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY (name)
);
CREATE TABLE counters (
	name TEXT NOT NULL, 
	value BIGINT NOT NULL, 
	PRIMARY KEY (name)
);
CREATE TABLE heads (
	device TEXT NOT NULL, 
	epoch INTEGER NOT NULL, 
	seq BIGINT NOT NULL, 
	hash TEXT NOT NULL, 
	PRIMARY KEY (device, epoch)
);
CREATE TABLE commits (
	position BIGINT NOT NULL, 
	device TEXT NOT NULL, 
	epoch INTEGER NOT NULL, 
	seq BIGINT NOT NULL, 
	id BYTEA NOT NULL, 
	case_id BYTEA NOT NULL, 
	body TEXT, 
	digest TEXT NOT NULL, 
	prev TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	parked BOOLEAN NOT NULL, 
	reason TEXT NOT NULL, 
	received_ms BIGINT NOT NULL, 
	receipt TEXT NOT NULL, 
	PRIMARY KEY (position), 
	UNIQUE (device, epoch, seq)
);
CREATE INDEX commits_case ON commits (case_id);
CREATE UNIQUE INDEX commits_id ON commits (id) WHERE parked = false;
CREATE TABLE cases (
	case_id BYTEA NOT NULL, 
	stage TEXT NOT NULL, 
	holder TEXT NOT NULL, 
	home TEXT NOT NULL, 
	lease_epoch INTEGER NOT NULL, 
	item_code TEXT NOT NULL, 
	item_name TEXT NOT NULL, 
	department TEXT NOT NULL, 
	received_on TEXT NOT NULL, 
	accepted_on TEXT NOT NULL, 
	due TEXT NOT NULL, 
	decided_on TEXT NOT NULL, 
	events INTEGER NOT NULL, 
	flags TEXT NOT NULL, 
	PRIMARY KEY (case_id)
);
CREATE TABLE writers (
	case_id BYTEA NOT NULL, 
	device TEXT NOT NULL, 
	version BIGINT NOT NULL, 
	joined BOOLEAN NOT NULL, 
	PRIMARY KEY (case_id, device)
);
CREATE TABLE papers (
	document_id BYTEA NOT NULL, 
	number TEXT NOT NULL, 
	case_id BYTEA NOT NULL, 
	kind TEXT NOT NULL, 
	position BIGINT NOT NULL, 
	conflict BOOLEAN NOT NULL, 
	PRIMARY KEY (document_id)
);
CREATE INDEX ix_papers_number ON papers (number);
CREATE TABLE blocks (
	id TEXT NOT NULL, 
	series TEXT NOT NULL, 
	first BIGINT NOT NULL, 
	last BIGINT NOT NULL, 
	device TEXT NOT NULL, 
	epoch INTEGER NOT NULL, 
	size INTEGER NOT NULL, 
	key TEXT NOT NULL, 
	reserved_ms BIGINT NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (device, key)
);
CREATE INDEX ix_blocks_series ON blocks (series);
CREATE TABLE forks (
	n BIGSERIAL NOT NULL, 
	device TEXT NOT NULL, 
	epoch INTEGER NOT NULL, 
	seq BIGINT NOT NULL, 
	id BYTEA NOT NULL, 
	digest TEXT NOT NULL, 
	body TEXT, 
	received_ms BIGINT NOT NULL, 
	PRIMARY KEY (n), 
	UNIQUE (device, epoch, seq, digest)
);
CREATE TABLE blobs (
	digest TEXT NOT NULL, 
	size BIGINT NOT NULL, 
	device TEXT NOT NULL, 
	received_ms BIGINT NOT NULL, 
	PRIMARY KEY (digest)
);
CREATE TABLE uploads (
	digest TEXT NOT NULL, 
	id TEXT NOT NULL, 
	size BIGINT NOT NULL, 
	"offset" BIGINT NOT NULL, 
	device TEXT NOT NULL, 
	opened_ms BIGINT NOT NULL, 
	PRIMARY KEY (digest), 
	UNIQUE (id)
);
CREATE TABLE case_blobs (
	case_id BYTEA NOT NULL, 
	digest TEXT NOT NULL, 
	device TEXT NOT NULL, 
	PRIMARY KEY (case_id, digest)
);
CREATE TABLE epochs (
	device TEXT NOT NULL, 
	epoch INTEGER NOT NULL, 
	reason TEXT NOT NULL, 
	opened_ms BIGINT NOT NULL, 
	PRIMARY KEY (device, epoch)
);
CREATE TABLE case_digests (
	device TEXT NOT NULL, 
	bucket TEXT NOT NULL, 
	case_id BYTEA NOT NULL, 
	commits INTEGER NOT NULL, 
	digest BYTEA NOT NULL, 
	PRIMARY KEY (device, bucket, case_id)
);
CREATE TABLE range_digests (
	device TEXT NOT NULL, 
	bucket TEXT NOT NULL, 
	commits INTEGER NOT NULL, 
	digest BYTEA NOT NULL, 
	PRIMARY KEY (device, bucket)
);
CREATE TABLE events (
	id BYTEA NOT NULL, 
	position BIGINT NOT NULL, 
	case_id BYTEA NOT NULL, 
	device TEXT NOT NULL, 
	version BIGINT NOT NULL, 
	type TEXT NOT NULL, 
	schema INTEGER NOT NULL, 
	parked BOOLEAN NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(position) REFERENCES commits (position)
);
CREATE INDEX ix_events_position ON events (position);
CREATE TABLE feed (
	position BIGINT NOT NULL, 
	device TEXT NOT NULL, 
	commit_position BIGINT NOT NULL, 
	PRIMARY KEY (position), 
	FOREIGN KEY(commit_position) REFERENCES commits (position)
);
CREATE INDEX feed_device ON feed (device, position);
CREATE TABLE partner_records (
	system TEXT NOT NULL, 
	key TEXT NOT NULL, 
	state TEXT NOT NULL, 
	data TEXT NOT NULL, 
	at_ms BIGINT NOT NULL, 
	PRIMARY KEY (system, key)
);
CREATE TABLE partner_asks (
	ask BYTEA NOT NULL, 
	case_id BYTEA NOT NULL, 
	position BIGINT NOT NULL, 
	device TEXT NOT NULL, 
	operator TEXT NOT NULL, 
	system TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	data TEXT NOT NULL, 
	at_ms BIGINT NOT NULL, 
	state TEXT NOT NULL, 
	outcome TEXT NOT NULL, 
	PRIMARY KEY (ask)
);
CREATE INDEX partner_asks_open ON partner_asks (state, position);
