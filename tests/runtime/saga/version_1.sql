BEGIN TRANSACTION;
CREATE TABLE journal (
        saga INTEGER NOT NULL, n INTEGER NOT NULL, at REAL NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY (saga, n)) WITHOUT ROWID;
INSERT INTO "journal" VALUES(1,0,1.79605722532600855828e+09,'do reserve','{"ended": "done", "at": 1796057225.3260086, "value": {"by": "ends/reserve"}}');
INSERT INTO "journal" VALUES(1,1,1.79605722534805393219e+09,'do ship','{"ended": "done", "at": 1796057225.348054, "value": {"by": "ends/ship"}}');
INSERT INTO "journal" VALUES(2,0,1.79605722786273431772e+09,'do reserve','{"ended": "done", "at": 1796057227.8627343, "value": {"by": "parks/reserve"}}');
INSERT INTO "journal" VALUES(2,1,1.79605722787693834309e+09,'do ship','{"ended": "done", "at": 1796057227.8769383, "value": {"by": "parks/ship"}}');
INSERT INTO "journal" VALUES(2,2,1.79605722788422250742e+09,'do notify','{"ended": "refused", "at": 1796057227.8842225, "reason": "Refused: unknown address"}');
INSERT INTO "journal" VALUES(2,3,1.79605722788714718823e+09,'park do notify','{"reason": "Refused: unknown address"}');
INSERT INTO "journal" VALUES(3,0,1.79605722534074902538e+09,'do reserve','{"ended": "done", "at": 1796057225.340749, "value": {"by": "hangs/reserve"}}');
CREATE TABLE saga (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, version INTEGER NOT NULL,
        correlation TEXT NOT NULL, start TEXT NOT NULL, began REAL NOT NULL, deadline REAL NOT NULL, ended REAL,
        status TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '',
        way TEXT NOT NULL DEFAULT 'running', step TEXT NOT NULL DEFAULT '', parked TEXT NOT NULL DEFAULT '',
        owner TEXT NOT NULL, fence INTEGER NOT NULL DEFAULT 1,
        recoveries INTEGER NOT NULL DEFAULT 0, mark INTEGER NOT NULL DEFAULT 0,
        since INTEGER NOT NULL DEFAULT 0, until INTEGER);
INSERT INTO "saga" VALUES(1,'ends','ends',1,'','{"id": "ends"}',1.79605722530785226823e+09,1.8275932253078522682e+09,1.79605722534805393219e+09,'confirmed','','running','','','one',2,0,0,0,0);
INSERT INTO "saga" VALUES(2,'parks','parks',1,'','{"id": "parks"}',1.79605722531600093842e+09,1.82759322531600093848e+09,NULL,'parked','','running','do notify','Refused: unknown address','',2,0,0,0,NULL);
INSERT INTO "saga" VALUES(3,'hangs','hangs',1,'','{"id": "hangs"}',1.79605722532540392879e+09,3.33320572253254051209e+10,NULL,'running','','running','','','',1,0,0,0,NULL);
INSERT INTO "saga" VALUES(4,'waits','waits',1,'waits','{"id": "waits"}',1.7960572253399484158e+09,3.33320572253399467462e+10,NULL,'running','','running','','','',1,0,0,0,NULL);
CREATE TABLE signal (
        number INTEGER PRIMARY KEY AUTOINCREMENT, type TEXT NOT NULL, correlation TEXT NOT NULL, event TEXT NOT NULL,
        at REAL NOT NULL, data TEXT NOT NULL, UNIQUE (correlation, type, event));
INSERT INTO "signal" VALUES(1,'Paid','somebody else','44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',1.79605722534851264954e+09,'{}');
CREATE TABLE worker (
        name TEXT PRIMARY KEY, incarnation TEXT NOT NULL, pid INTEGER NOT NULL, boot TEXT NOT NULL, until REAL NOT NULL);
CREATE INDEX saga_open ON saga (owner) WHERE status IN ('running', 'compensating');
CREATE INDEX saga_parked ON saga (number) WHERE status = 'parked';
CREATE INDEX saga_correlation ON saga (name, correlation) WHERE correlation != '';
CREATE INDEX saga_ended ON saga (ended) WHERE ended IS NOT NULL;
CREATE INDEX signal_at ON signal (at);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('signal',1);
COMMIT;
PRAGMA user_version = 1;
