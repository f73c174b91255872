"""Transactions over several resources that are prepared first and committed then: XA, JTA, MSDTC, Seata, prepared transactions.

A library alone says it only where it is there for nothing else; the interfaces of JTA (`jakarta.transaction-api`), which any JPA brings
along, and .NET's `TransactionScope` with one database are no sign. Sources: X/Open, Distributed TP: the XA Specification, 1991; the
documentation of Atomikos, Narayana, Bitronix, Seata, System.Transactions, PostgreSQL (PREPARE TRANSACTION) and MySQL (XA).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.facts.fleet import Trait
from skerry.read.fleet.traits._signs import Family, key, library, sign
from skerry.read.fleet.traits._stand import Stand

_TRAIT = "two-phase-commit"

_FAMILY = Family(
    "transactions",
    (
        sign(_TRAIT, "JtaTransactionManager UserTransactionManager UserTransactionImp AtomikosDataSourceBean AtomikosConnectionFactoryBean",
            r"\b(?:new\s+)?(?:JtaTransactionManager|UserTransaction(?:Manager|Imp)|Atomikos\w+Bean)\s*\(", "java", "jta"),
        sign(_TRAIT, "XADataSource MysqlXADataSource PGXADataSource OracleXADataSource JdbcDataSourceXA XAConnectionFactory "
            "ActiveMQXAConnectionFactory",
            r"\bnew\s+\w*XA(?:DataSource|ConnectionFactory)\s*\(|\bXADataSourceWrapper\b", "java", "xa"),
        sign(_TRAIT, "GlobalTransactional", r"@GlobalTransactional\b", "java", "seata"),
        sign(_TRAIT, "ImplicitDistributedTransactions TransactionInterop EnlistDurable PromoteAndEnlistDurable",
            r"\bImplicitDistributedTransactions\s*=\s*true|\bTransactionInterop\.\w+\(|\bEnlistDurable\s*\(", "csharp", "msdtc"),
        sign(_TRAIT, "tpc_begin tpc_prepare twophase", r"\.tpc_(?:begin|prepare)\s*\(|\btwophase\s*=\s*True", "python", "xa"),
        sign(_TRAIT, "PREPARE XA", r"[\"'`]\s*(?:PREPARE TRANSACTION\b|XA (?:START|BEGIN|PREPARE)\b)", "", "prepared"),
    ),
    (
        library(_TRAIT, "spring-boot-starter-jta-atomikos transactions-jta transactions-jdbc transactions-spring-boot3-starter "
            "transactions-spring-boot-starter atomikos-util", "atomikos"),
        library(_TRAIT, "spring-boot-starter-jta-bitronix btm", "bitronix"),
        library(_TRAIT, "spring-boot-starter-jta-narayana narayana-spring-boot-starter narayana-jta", "narayana"),
        library(_TRAIT, "seata-spring-boot-starter spring-cloud-starter-alibaba-seata seata-all", "seata"),
    ),
    (
        key(_TRAIT, r"spring\.jta\.(atomikos|bitronix|narayana)\..*", value="jta"),
        key(_TRAIT, r"seata\.txservicegroup", value="seata"),
        key(_TRAIT, r"quarkus\.datasource\.(.*\.)?jdbc\.transactions", "xa", "xa"),
    ),
)  # fmt: skip


def find(stand: Stand) -> Iterator[Trait]:
    """From code, libraries and settings. What a database is allowed to keep prepared says nothing of who does so."""
    yield from _FAMILY.find(stand)
    yield from _FAMILY.settings(stand)
