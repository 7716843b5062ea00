BEGIN TRANSACTION;
CREATE TABLE blobs (
	digest TEXT NOT NULL, 
	size BIGINT NOT NULL, 
	device TEXT NOT NULL, 
	received_ms BIGINT NOT NULL, 
	PRIMARY KEY (digest)
);
CREATE TABLE blocks (
	id TEXT NOT NULL, 
	series TEXT NOT NULL, 
	first BIGINT NOT NULL, 
	last BIGINT NOT NULL, 
	device TEXT NOT NULL, 
	epoch INTEGER NOT NULL, 
	size INTEGER NOT NULL, 
	"key" TEXT NOT NULL, 
	reserved_ms BIGINT NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (device, "key")
);
CREATE TABLE case_blobs (
	case_id BLOB NOT NULL, 
	digest TEXT NOT NULL, 
	device TEXT NOT NULL, 
	PRIMARY KEY (case_id, digest)
);
CREATE TABLE case_digests (
	device TEXT NOT NULL, 
	bucket TEXT NOT NULL, 
	case_id BLOB NOT NULL, 
	commits INTEGER NOT NULL, 
	digest BLOB NOT NULL, 
	PRIMARY KEY (device, bucket, case_id)
);
INSERT INTO "case_digests" VALUES('D01','32',X'0D0600D4E68D41479ED5D58817B05D23',4,X'8BA93C056788CB8072A66373B1AF71577BF4CD8E769067D9B61DB528BE6580C2');
INSERT INTO "case_digests" VALUES('D01','b4',X'E59E4FEF8D3544B9891B8FA98C178D4B',1,X'30232BAF6D288FF6301F747D566712E6D1603F382AC64248F0696DCD20A705FB');
INSERT INTO "case_digests" VALUES('D01','fd',X'3D8DAE3426064E41BE657EAEE7268CDF',1,X'0735C37815E121FBC913320BB48B5A3191A1C3F93193196F913646FC7E9C0DA2');
INSERT INTO "case_digests" VALUES('platform','32',X'0D0600D4E68D41479ED5D58817B05D23',1,X'A66F7F9C76C35BFF008C001C239F855BD56E4B8B3DB315774F83483F4450BB24');
CREATE TABLE cases (
	case_id BLOB NOT NULL, 
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
INSERT INTO "cases" VALUES(X'0D0600D4E68D41479ED5D58817B05D23','granted','platform','D01',2,'11210000000000000X2000131001000','食品经营许可','市场监督管理局','2026-09-28','2026-09-28','2026-10-20','2026-09-27',5,'');
INSERT INTO "cases" VALUES(X'E59E4FEF8D3544B9891B8FA98C178D4B','received','D01','D01',1,'11210000000000000X2000131001000','食品经营许可','市场监督管理局','2026-09-28','','','',2,'');
INSERT INTO "cases" VALUES(X'3D8DAE3426064E41BE657EAEE7268CDF','received','D01','D01',1,'11210000000000000X2000131001000','食品经营许可','市场监督管理局','2026-09-28','','','',2,'');
CREATE TABLE commits (
	position INTEGER NOT NULL, 
	device TEXT NOT NULL, 
	epoch INTEGER NOT NULL, 
	seq BIGINT NOT NULL, 
	id BLOB NOT NULL, 
	case_id BLOB NOT NULL, 
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
INSERT INTO "commits" VALUES(1,'D01',1,1,X'1AB7546D29DD42E087CA875C82F6177B',X'0D0600D4E68D41479ED5D58817B05D23','{"v": 1, "id": "1ab7546d-29dd-42e0-87ca-875c82f6177b", "case": "0d0600d4-e68d-4147-9ed5-d58817b05d23", "device": "D01", "epoch": 1, "seq": 1, "at": 1790000000001, "operator": "op-1", "events": [{"id": "96b82d4d-c41e-438a-b36c-e746e56aafba", "type": "received", "schema": 1, "version": 1, "payload": {"intake": {"item": {"code": "11210000000000000X2000131001000", "name": "食品经营许可", "department": "市场监督管理局"}}, "received_on": "2026-09-28"}}, {"id": "4068345b-f0fc-47e7-b235-8c161f82fb5b", "type": "paper_issued", "schema": 1, "version": 2, "payload": {"document_id": "06d68975-0f64-4770-9a23-9f14eae8e07a", "kind": "D01", "number": "收〔2026〕1号"}}]}','f135b313033da5b44b7695bc9129ef50e8bd97aa50eb26e7ad9a6be74c6d0002','0000000000000000000000000000000000000000000000000000000000000000','f45392b2a2ecfc45b52a50b264a0caf77ab4db3f95b8fd62d257ecf75c4281c4',0,'',1790524799000,'{"index":0,"key":"ed25519:Cr48vK9kM0/luXl7fkclfkRr+HuogbjqSL76AQlzc1w=","path":["2ljfnH1polFdGGFadejcODlFMbGldRz8zd/OesbH0wE=","sRa3vhdyyKef+5q1KqL4062Kl+om0PBgoAFK8uy3ark=","dKq+wdnMd789eEp9wH6NH0fU5ia5k56jBq4TrW3KKv8="],"signature":"yebwpPWNiUB9YgBdXcssMifvA6Gsb7IsHuLpHqqbYjIcIs79ymHwnAOw4V2xWrF4PGMfUm1qz424SHHbYtYWBg==","size":5,"statement":"{\"at\":1790524799000,\"device\":\"D01\",\"digest\":\"f135b313033da5b44b7695bc9129ef50e8bd97aa50eb26e7ad9a6be74c6d0002\",\"epoch\":1,\"hash\":\"f45392b2a2ecfc45b52a50b264a0caf77ab4db3f95b8fd62d257ecf75c4281c4\",\"id\":\"1ab7546d-29dd-42e0-87ca-875c82f6177b\",\"outcome\":\"applied\",\"position\":1,\"reason\":\"\",\"seq\":1,\"server\":\"e3528c07afafdc77\",\"v\":1}","v":1}');
INSERT INTO "commits" VALUES(2,'D01',1,2,X'6DD4245DA14E421493E02AEE67007EA6',X'E59E4FEF8D3544B9891B8FA98C178D4B','{"v": 1, "id": "6dd4245d-a14e-4214-93e0-2aee67007ea6", "case": "e59e4fef-8d35-44b9-891b-8fa98c178d4b", "device": "D01", "epoch": 1, "seq": 2, "at": 1790000000002, "operator": "op-1", "events": [{"id": "fc9a345d-4a98-4a0b-88f6-ff9723ad3463", "type": "received", "schema": 1, "version": 1, "payload": {"intake": {"item": {"code": "11210000000000000X2000131001000", "name": "食品经营许可", "department": "市场监督管理局"}}, "received_on": "2026-09-28"}}, {"id": "e20c80ff-bfeb-47fe-b318-97c3919809dd", "type": "paper_issued", "schema": 1, "version": 2, "payload": {"document_id": "72310937-0de5-46ae-9cdf-592832ea1ecd", "kind": "D01", "number": "收〔2026〕2号"}}]}','c7cf259f8305b0834546b85b9cc23f03d5b8583e33da3154fdb6950aa432aba6','f45392b2a2ecfc45b52a50b264a0caf77ab4db3f95b8fd62d257ecf75c4281c4','6e054fc1dac2e2771f22a37924a52e48b6f69fd58ddad7e6e4fca943e8ad95ce',0,'',1790524799000,'{"index":1,"key":"ed25519:Cr48vK9kM0/luXl7fkclfkRr+HuogbjqSL76AQlzc1w=","path":["GJrku5HCIdjDZlkUUdTUrZc9yLLlkbMqLvkQdG1uNMI=","sRa3vhdyyKef+5q1KqL4062Kl+om0PBgoAFK8uy3ark=","dKq+wdnMd789eEp9wH6NH0fU5ia5k56jBq4TrW3KKv8="],"signature":"yebwpPWNiUB9YgBdXcssMifvA6Gsb7IsHuLpHqqbYjIcIs79ymHwnAOw4V2xWrF4PGMfUm1qz424SHHbYtYWBg==","size":5,"statement":"{\"at\":1790524799000,\"device\":\"D01\",\"digest\":\"c7cf259f8305b0834546b85b9cc23f03d5b8583e33da3154fdb6950aa432aba6\",\"epoch\":1,\"hash\":\"6e054fc1dac2e2771f22a37924a52e48b6f69fd58ddad7e6e4fca943e8ad95ce\",\"id\":\"6dd4245d-a14e-4214-93e0-2aee67007ea6\",\"outcome\":\"applied\",\"position\":2,\"reason\":\"\",\"seq\":2,\"server\":\"e3528c07afafdc77\",\"v\":1}","v":1}');
INSERT INTO "commits" VALUES(3,'D01',1,3,X'D671BAD94F59433BA51F5BA33E073F1C',X'3D8DAE3426064E41BE657EAEE7268CDF','{"v": 1, "id": "d671bad9-4f59-433b-a51f-5ba33e073f1c", "case": "3d8dae34-2606-4e41-be65-7eaee7268cdf", "device": "D01", "epoch": 1, "seq": 3, "at": 1790000000003, "operator": "op-1", "events": [{"id": "b75b4e96-29ed-46d4-8e83-4c370664be46", "type": "received", "schema": 1, "version": 1, "payload": {"intake": {"item": {"code": "11210000000000000X2000131001000", "name": "食品经营许可", "department": "市场监督管理局"}}, "received_on": "2026-09-28"}}, {"id": "7dae49af-60c6-4a3d-bdd5-21f2029689a8", "type": "paper_issued", "schema": 1, "version": 2, "payload": {"document_id": "df19f348-ff51-44d6-938b-fcdf9483070c", "kind": "D01", "number": "收〔2026〕3号"}}]}','bddd279b68d23060a64515a46c955846b9d3a0c4ac0657dde9caf19b76825e6c','6e054fc1dac2e2771f22a37924a52e48b6f69fd58ddad7e6e4fca943e8ad95ce','efcac3ed5d20056fafbad3b5f127a0f11bcc9fc3157e06ccffe910d51cc4bd24',0,'',1790524799000,'{"index":2,"key":"ed25519:Cr48vK9kM0/luXl7fkclfkRr+HuogbjqSL76AQlzc1w=","path":["Wij+DuDtCpKmwbYy4/RdnOgzWUmIHFOCnJUME8vy4Yg=","iACfVeb/msVkSGYcKLcWxFD++xl1NCFwH/4/SZUpfzg=","dKq+wdnMd789eEp9wH6NH0fU5ia5k56jBq4TrW3KKv8="],"signature":"yebwpPWNiUB9YgBdXcssMifvA6Gsb7IsHuLpHqqbYjIcIs79ymHwnAOw4V2xWrF4PGMfUm1qz424SHHbYtYWBg==","size":5,"statement":"{\"at\":1790524799000,\"device\":\"D01\",\"digest\":\"bddd279b68d23060a64515a46c955846b9d3a0c4ac0657dde9caf19b76825e6c\",\"epoch\":1,\"hash\":\"efcac3ed5d20056fafbad3b5f127a0f11bcc9fc3157e06ccffe910d51cc4bd24\",\"id\":\"d671bad9-4f59-433b-a51f-5ba33e073f1c\",\"outcome\":\"applied\",\"position\":3,\"reason\":\"\",\"seq\":3,\"server\":\"e3528c07afafdc77\",\"v\":1}","v":1}');
INSERT INTO "commits" VALUES(4,'D01',1,4,X'B391919EDE424CEC872083B79A2B9994',X'0D0600D4E68D41479ED5D58817B05D23','{"v": 1, "id": "b391919e-de42-4cec-8720-83b79a2b9994", "case": "0d0600d4-e68d-4147-9ed5-d58817b05d23", "device": "D01", "epoch": 1, "seq": 4, "at": 1790000000004, "operator": "op-1", "events": [{"id": "c32ea4ec-9dd3-49e5-b6cf-bef69c41538f", "type": "accepted", "schema": 1, "version": 3, "payload": {"accepted_on": "2026-09-28", "due": "2026-10-20", "route": "department"}}]}','ca698fe4660ca1f09e50a7bce26d3489a29c887ccf09af73486a73d9b107bd4d','efcac3ed5d20056fafbad3b5f127a0f11bcc9fc3157e06ccffe910d51cc4bd24','d72e01428ac46f6869a6272236a141eb9591aa3cc97aacd9c953758addfa8e8c',0,'',1790524799000,'{"index":3,"key":"ed25519:Cr48vK9kM0/luXl7fkclfkRr+HuogbjqSL76AQlzc1w=","path":["gPu62LiFDPdv/DVGvi4pC6HYsGEoTeBIlCjzhCcQi5A=","iACfVeb/msVkSGYcKLcWxFD++xl1NCFwH/4/SZUpfzg=","dKq+wdnMd789eEp9wH6NH0fU5ia5k56jBq4TrW3KKv8="],"signature":"yebwpPWNiUB9YgBdXcssMifvA6Gsb7IsHuLpHqqbYjIcIs79ymHwnAOw4V2xWrF4PGMfUm1qz424SHHbYtYWBg==","size":5,"statement":"{\"at\":1790524799000,\"device\":\"D01\",\"digest\":\"ca698fe4660ca1f09e50a7bce26d3489a29c887ccf09af73486a73d9b107bd4d\",\"epoch\":1,\"hash\":\"d72e01428ac46f6869a6272236a141eb9591aa3cc97aacd9c953758addfa8e8c\",\"id\":\"b391919e-de42-4cec-8720-83b79a2b9994\",\"outcome\":\"applied\",\"position\":4,\"reason\":\"\",\"seq\":4,\"server\":\"e3528c07afafdc77\",\"v\":1}","v":1}');
INSERT INTO "commits" VALUES(5,'D01',1,5,X'5F162511DAD44B20B275E8475733B960',X'0D0600D4E68D41479ED5D58817B05D23','{"v": 1, "id": "5f162511-dad4-4b20-b275-e8475733b960", "case": "0d0600d4-e68d-4147-9ed5-d58817b05d23", "device": "D01", "epoch": 1, "seq": 5, "at": 1790000000005, "operator": "op-1", "events": [{"id": "4e2b544c-307c-420e-9228-351728eba3e3", "type": "partner_asked", "schema": 1, "version": 4, "payload": {"ask": "00000000-0000-4000-8000-000000000001", "system": "nobody", "subject": "", "data": {}, "at": {"ms": 1790524799000, "quality": "trusted"}, "by": {"id": "op-1", "name": "", "number": "C01"}}}]}','4ed6ceff81529b6e029e88cf11f929e4ed94b2b2e10c8ad2753a63e62bc68927','d72e01428ac46f6869a6272236a141eb9591aa3cc97aacd9c953758addfa8e8c','fd4b88e05a44767cb3c481ad7f66dbcd2d428536bd938b1ed29e1716dec8732d',0,'',1790524799000,'{"index":4,"key":"ed25519:Cr48vK9kM0/luXl7fkclfkRr+HuogbjqSL76AQlzc1w=","path":["HoJ63eJW03QvCuj0gNh+e/z/SGwk9H/sr3xUVuVYikA="],"signature":"yebwpPWNiUB9YgBdXcssMifvA6Gsb7IsHuLpHqqbYjIcIs79ymHwnAOw4V2xWrF4PGMfUm1qz424SHHbYtYWBg==","size":5,"statement":"{\"at\":1790524799000,\"device\":\"D01\",\"digest\":\"4ed6ceff81529b6e029e88cf11f929e4ed94b2b2e10c8ad2753a63e62bc68927\",\"epoch\":1,\"hash\":\"fd4b88e05a44767cb3c481ad7f66dbcd2d428536bd938b1ed29e1716dec8732d\",\"id\":\"5f162511-dad4-4b20-b275-e8475733b960\",\"outcome\":\"applied\",\"position\":5,\"reason\":\"\",\"seq\":5,\"server\":\"e3528c07afafdc77\",\"v\":1}","v":1}');
INSERT INTO "commits" VALUES(6,'platform',1,1,X'01A0E39838187867B6F87DC181D0FE6F',X'0D0600D4E68D41479ED5D58817B05D23','{"v":1,"id":"01a0e398-3818-7867-b6f8-7dc181d0fe6f","case":"0d0600d4-e68d-4147-9ed5-d58817b05d23","device":"platform","epoch":1,"seq":1,"at":1790524799000,"operator":"platform-staff","events":[{"id":"01a0e398-3818-7131-9a71-c6e0d08734db","type":"granted","schema":1,"version":1,"payload":{"at":{"ms":1790524799000,"quality":"trusted"},"by":{"id":"platform-staff","name":"部门工作人员","number":""},"decided_on":"2026-09-27","decided_by":"市场监督管理局","validity":"","licence_number":"","power":"","deliver_by":null,"conditions":"","refused_branches":[],"check_by":null}}]}','7943fa750a8be99cb03c585c9a03068360be5187258249fc47d5436b04777e69','0000000000000000000000000000000000000000000000000000000000000000','2fc9d1432d537bf886fcf13bc51b78efa2651f43f9865747ce48e815a0f22e1b',0,'',1790524799000,'{"index":0,"key":"ed25519:Cr48vK9kM0/luXl7fkclfkRr+HuogbjqSL76AQlzc1w=","path":[],"signature":"B7U/qYoQIwkT/jDwrD4Chu4h2opeByvL0tMRG5CZgz7HF24Lp9Czk5QriUKihNhQFgcsUdB/FbAY6y66goxyBg==","size":1,"statement":"{\"at\":1790524799000,\"device\":\"platform\",\"digest\":\"7943fa750a8be99cb03c585c9a03068360be5187258249fc47d5436b04777e69\",\"epoch\":1,\"hash\":\"2fc9d1432d537bf886fcf13bc51b78efa2651f43f9865747ce48e815a0f22e1b\",\"id\":\"01a0e398-3818-7867-b6f8-7dc181d0fe6f\",\"outcome\":\"applied\",\"position\":6,\"reason\":\"\",\"seq\":1,\"server\":\"e3528c07afafdc77\",\"v\":1}","v":1}');
CREATE TABLE counters (
	name TEXT NOT NULL, 
	value BIGINT NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "counters" VALUES('commits',6);
INSERT INTO "counters" VALUES('feed',1);
CREATE TABLE epochs (
	device TEXT NOT NULL, 
	epoch INTEGER NOT NULL, 
	reason TEXT NOT NULL, 
	opened_ms BIGINT NOT NULL, 
	PRIMARY KEY (device, epoch)
);
CREATE TABLE events (
	id BLOB NOT NULL, 
	position INTEGER NOT NULL, 
	case_id BLOB NOT NULL, 
	device TEXT NOT NULL, 
	version BIGINT NOT NULL, 
	type TEXT NOT NULL, 
	schema INTEGER NOT NULL, 
	parked BOOLEAN NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(position) REFERENCES commits (position)
);
INSERT INTO "events" VALUES(X'96B82D4DC41E438AB36CE746E56AAFBA',1,X'0D0600D4E68D41479ED5D58817B05D23','D01',1,'received',1,0);
INSERT INTO "events" VALUES(X'4068345BF0FC47E7B2358C161F82FB5B',1,X'0D0600D4E68D41479ED5D58817B05D23','D01',2,'paper_issued',1,0);
INSERT INTO "events" VALUES(X'FC9A345D4A984A0B88F6FF9723AD3463',2,X'E59E4FEF8D3544B9891B8FA98C178D4B','D01',1,'received',1,0);
INSERT INTO "events" VALUES(X'E20C80FFBFEB47FEB31897C3919809DD',2,X'E59E4FEF8D3544B9891B8FA98C178D4B','D01',2,'paper_issued',1,0);
INSERT INTO "events" VALUES(X'B75B4E9629ED46D48E834C370664BE46',3,X'3D8DAE3426064E41BE657EAEE7268CDF','D01',1,'received',1,0);
INSERT INTO "events" VALUES(X'7DAE49AF60C64A3DBDD521F2029689A8',3,X'3D8DAE3426064E41BE657EAEE7268CDF','D01',2,'paper_issued',1,0);
INSERT INTO "events" VALUES(X'C32EA4EC9DD349E5B6CFBEF69C41538F',4,X'0D0600D4E68D41479ED5D58817B05D23','D01',3,'accepted',1,0);
INSERT INTO "events" VALUES(X'4E2B544C307C420E9228351728EBA3E3',5,X'0D0600D4E68D41479ED5D58817B05D23','D01',4,'partner_asked',1,0);
INSERT INTO "events" VALUES(X'01A0E398381871319A71C6E0D08734DB',6,X'0D0600D4E68D41479ED5D58817B05D23','platform',1,'granted',1,0);
CREATE TABLE feed (
	position INTEGER NOT NULL, 
	device TEXT NOT NULL, 
	commit_position INTEGER NOT NULL, 
	PRIMARY KEY (position), 
	FOREIGN KEY(commit_position) REFERENCES commits (position)
);
INSERT INTO "feed" VALUES(1,'D01',6);
CREATE TABLE forks (
	n INTEGER NOT NULL, 
	device TEXT NOT NULL, 
	epoch INTEGER NOT NULL, 
	seq BIGINT NOT NULL, 
	id BLOB NOT NULL, 
	digest TEXT NOT NULL, 
	body TEXT, 
	received_ms BIGINT NOT NULL, 
	PRIMARY KEY (n), 
	UNIQUE (device, epoch, seq, digest)
);
CREATE TABLE heads (
	device TEXT NOT NULL, 
	epoch INTEGER NOT NULL, 
	seq BIGINT NOT NULL, 
	hash TEXT NOT NULL, 
	PRIMARY KEY (device, epoch)
);
INSERT INTO "heads" VALUES('D01',1,5,'fd4b88e05a44767cb3c481ad7f66dbcd2d428536bd938b1ed29e1716dec8732d');
INSERT INTO "heads" VALUES('platform',1,1,'2fc9d1432d537bf886fcf13bc51b78efa2651f43f9865747ce48e815a0f22e1b');
CREATE TABLE papers (
	document_id BLOB NOT NULL, 
	number TEXT NOT NULL, 
	case_id BLOB NOT NULL, 
	kind TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	"conflict" BOOLEAN NOT NULL, 
	PRIMARY KEY (document_id)
);
INSERT INTO "papers" VALUES(X'06D689750F6447709A239F14EAE8E07A','收〔2026〕1号',X'0D0600D4E68D41479ED5D58817B05D23','D01',1,0);
INSERT INTO "papers" VALUES(X'723109370DE546AE9CDF592832EA1ECD','收〔2026〕2号',X'E59E4FEF8D3544B9891B8FA98C178D4B','D01',2,0);
INSERT INTO "papers" VALUES(X'DF19F348FF5144D6938BFCDF9483070C','收〔2026〕3号',X'3D8DAE3426064E41BE657EAEE7268CDF','D01',3,0);
CREATE TABLE partner_asks (
	ask BLOB NOT NULL, 
	case_id BLOB NOT NULL, 
	position INTEGER NOT NULL, 
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
INSERT INTO "partner_asks" VALUES(X'00000000000040008000000000000001',X'0D0600D4E68D41479ED5D58817B05D23',5,'D01','C01','nobody','','{}',1790524799000,'waiting','');
CREATE TABLE partner_records (
	system TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	state TEXT NOT NULL, 
	data TEXT NOT NULL, 
	at_ms BIGINT NOT NULL, 
	PRIMARY KEY (system, "key")
);
CREATE TABLE range_digests (
	device TEXT NOT NULL, 
	bucket TEXT NOT NULL, 
	commits INTEGER NOT NULL, 
	digest BLOB NOT NULL, 
	PRIMARY KEY (device, bucket)
);
INSERT INTO "range_digests" VALUES('D01','32',4,X'8BA93C056788CB8072A66373B1AF71577BF4CD8E769067D9B61DB528BE6580C2');
INSERT INTO "range_digests" VALUES('D01','b4',1,X'30232BAF6D288FF6301F747D566712E6D1603F382AC64248F0696DCD20A705FB');
INSERT INTO "range_digests" VALUES('D01','fd',1,X'0735C37815E121FBC913320BB48B5A3191A1C3F93193196F913646FC7E9C0DA2');
INSERT INTO "range_digests" VALUES('platform','32',1,X'A66F7F9C76C35BFF008C001C239F855BD56E4B8B3DB315774F83483F4450BB24');
CREATE TABLE server (
	name TEXT NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "server" VALUES('epoch','e3528c07afafdc77');
INSERT INTO "server" VALUES('seed','6sizdGe5UHsQnHnAyA7BxfJ71uJ9YV0UYfPkQ8xtQh8=');
INSERT INTO "server" VALUES('subject-key','d0e2113e222057401474fb2eb06ed76b13d204b9f026358ca6b55e40c577dc39');
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
CREATE TABLE writers (
	case_id BLOB NOT NULL, 
	device TEXT NOT NULL, 
	version BIGINT NOT NULL, 
	joined BOOLEAN NOT NULL, 
	PRIMARY KEY (case_id, device)
);
INSERT INTO "writers" VALUES(X'0D0600D4E68D41479ED5D58817B05D23','D01',4,1);
INSERT INTO "writers" VALUES(X'E59E4FEF8D3544B9891B8FA98C178D4B','D01',2,1);
INSERT INTO "writers" VALUES(X'3D8DAE3426064E41BE657EAEE7268CDF','D01',2,1);
INSERT INTO "writers" VALUES(X'0D0600D4E68D41479ED5D58817B05D23','platform',1,1);
CREATE INDEX commits_case ON commits (case_id);
CREATE UNIQUE INDEX commits_id ON commits (id) WHERE parked = 0;
CREATE INDEX ix_papers_number ON papers (number);
CREATE INDEX ix_blocks_series ON blocks (series);
CREATE INDEX ix_events_position ON events (position);
CREATE INDEX feed_device ON feed (device, position);
CREATE INDEX partner_asks_open ON partner_asks (state, position);
COMMIT;
