//! Query plans: statements find their rows by an index, whatever the tables hold, whatever statistics exist, and with
//! custom and generic plans.

mod tried;

use linekeeper_store::{Listed, Reads, statements};
use tokio_postgres::{Client, SimpleQueryMessage};

use self::tried::{Tried, all_tried};
use crate::support::lopsided::{fill, fill_for_one};
use crate::support::{World, in_a_world};

/// Most blocks of 8 KiB that a node of a plan may read, for a statement about one company and for one about a hundred.
const MOST_BLOCKS: u64 = 160;
const MOST_BLOCKS_OF_A_HUNDRED: u64 = 3_000;
/// Most rows that a node may read and discard. A row found by its key may be discarded because of its fence.
const MOST_IN_VAIN: u64 = 4;

/// Blocks reported by a line of a plan.
fn blocks(line: &str) -> u64 {
    let counts = line.split(' ').filter_map(|word| word.strip_prefix("hit=").or(word.strip_prefix("read=")));
    counts.filter_map(|count| count.parse::<u64>().ok()).sum()
}

/// Lines of a plan that report something a statement must not do.
fn faults(plan: &[String], most_blocks: u64) -> Vec<String> {
    let mut faults = Vec::new();
    // What follows is about the planning, which reads the catalogue.
    let plan = plan.split(|line| line.starts_with("Planning")).next().unwrap_or_default();
    // Scans of intermediate results are allowed.
    let of_tables = |line: &str| {
        ["Seq Scan on ", "Index Scan", "Index Only Scan", "Heap Scan on "].iter().any(|scan| line.contains(scan))
    };
    for (place, line) in plan.iter().enumerate().filter(|(_, line)| of_tables(line)) {
        let details: Vec<&str> =
            plan[place + 1..].iter().take_while(|line| !line.contains("->")).map(|line| line.trim()).collect();
        let in_vain = ["Rows Removed by Filter: ", "Rows Removed by Index Recheck: "];
        let in_vain = details.iter().flat_map(|detail| in_vain.iter().filter_map(|words| detail.strip_prefix(words)));
        let in_vain = in_vain.filter_map(|rows| rows.parse::<u64>().ok()).any(|rows| rows > MOST_IN_VAIN);
        let bounded = line.contains("Heap Scan on ") || details.iter().any(|detail| detail.starts_with("Index Cond:"));
        if in_vain || !bounded {
            faults.push(line.trim().to_owned());
        }
    }
    let looked_at =
        plan.iter().filter_map(|line| line.trim().strip_prefix("Buffers: shared ")).map(blocks).max().unwrap_or(0);
    if looked_at > most_blocks {
        faults.push(format!("{looked_at} blocks"));
    }
    faults
}

/// Has the server explain a statement, and rolls it back.
async fn explained(admin: &Client, (name, values): (&str, &str), analyze: bool) -> Vec<String> {
    let how = if analyze { "(ANALYZE, BUFFERS, TIMING OFF)" } else { "" };
    let values = if values.is_empty() { String::new() } else { format!("({values})") };
    let sql = format!("BEGIN; EXPLAIN {how} EXECUTE {name}{values}; ROLLBACK");
    let answer = admin.simple_query(&sql).await;
    assert!(answer.is_ok(), "{name}: {answer:?}");
    let line = |message: SimpleQueryMessage| match message {
        SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
        _ => None,
    };
    answer.into_iter().flatten().filter_map(line).collect()
}

/// Faults in any plan of any statement, in this state of the tables.
async fn wrong(world: &World, state: &str, analyze: bool) -> Vec<String> {
    let (mut wrong, tried) = (Vec::new(), all_tried());
    for plans in ["force_custom_plan", "force_generic_plan"] {
        let admin = world.admin().await;
        admin.batch_execute(&format!("SET plan_cache_mode = {plans}")).await.unwrap();
        for Listed { name, sql, reads, .. } in statements() {
            // Cannot be explained, and look up no rows.
            if sql.starts_with("LOCK TABLE") || sql.starts_with("TRUNCATE") {
                continue;
            }
            // Over the next slot's tables, which are filled in the same way, a statement is tried with the same values.
            let as_current = name.strip_suffix("_of_next_slot").unwrap_or(name);
            assert!(tried.contains_key(as_current), "{name} is not tried here");
            let Tried { types, values } = &tried[as_current];
            let types = if types.is_empty() { String::new() } else { format!("({types})") };
            let prepared = admin.batch_execute(&format!("PREPARE {name}{types} AS {sql}")).await;
            assert!(prepared.is_ok(), "{name}: {prepared:?}");
            for values in values {
                let plan = explained(&admin, (name, values), analyze).await;
                let most_blocks = if values.contains("c100") { MOST_BLOCKS_OF_A_HUNDRED } else { MOST_BLOCKS };
                let faults = faults(&plan, most_blocks);
                if *reads == Reads::ByIndex && !faults.is_empty() {
                    wrong.push(format!(
                        "{state}, {plans}: {name}({values})\n  {}\n{}\n",
                        faults.join("\n  "),
                        plan.join("\n")
                    ));
                }
            }
        }
    }
    wrong
}

#[test]
fn statements_use_indexes_while_tables_are_empty() {
    in_a_world(async |world| {
        let wrong = wrong(&world, "never analysed", false).await;
        assert!(wrong.is_empty(), "{} plans:\n{}", wrong.len(), wrong.join("\n"));
    });
}

#[test]
fn statements_use_indexes_over_lopsided_tables() {
    in_a_world(async |world| {
        let admin = world.admin().await;
        admin.batch_execute(&format!("{}; ANALYZE", fill())).await.unwrap();
        let wrong = wrong(&world, "lopsided", true).await;
        assert!(wrong.is_empty(), "{} plans:\n{}", wrong.len(), wrong.join("\n"));
    });
}

#[test]
fn statements_use_indexes_where_one_company_is_alone() {
    in_a_world(async |world| {
        let admin = world.admin().await;
        admin.batch_execute(&format!("{}; ANALYZE", fill_for_one())).await.unwrap();
        let wrong = wrong(&world, "one company alone", true).await;
        assert!(wrong.is_empty(), "{} plans:\n{}", wrong.len(), wrong.join("\n"));
    });
}

#[test]
fn statements_use_indexes_over_tables_filled_after_analysis() {
    in_a_world(async |world| {
        let admin = world.admin().await;
        admin.batch_execute(&format!("ANALYZE; {}", fill())).await.unwrap();
        let wrong = wrong(&world, "analysed while empty", true).await;
        assert!(wrong.is_empty(), "{} plans:\n{}", wrong.len(), wrong.join("\n"));
    });
}
