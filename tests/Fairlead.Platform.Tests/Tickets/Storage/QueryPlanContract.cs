using Fairlead.Kernel.Identity;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Findings.Storage;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Storage;
using Fairlead.Storage;
using Fairlead.Storage.Values;

namespace Fairlead.Platform.Tests.Tickets.Storage;

/// <summary>
/// No list walks a table for a few rows. On PostgreSQL reading a whole table and sorting are made dear, because an empty table is
/// always read whole: what is held is that an index can answer.
/// </summary>
public abstract class QueryPlanContract(TestDatabase databases)
{
    private static readonly FindingId Finding = FindingId.New(TimeProvider.System);
    private static readonly TicketId Ticket = TicketId.New(TimeProvider.System);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<bool, TicketStanding?> Pages()
    {
        var pages = new TheoryData<bool, TicketStanding?>();
        foreach (var isOfConfiguration in new[] { false, true })
        {
            pages.Add(isOfConfiguration, null);
            // Parked ones are of two states.
            foreach (var standing in Enum.GetValues<TicketStanding>().Where(s => s != TicketStanding.Parked))
                pages.Add(isOfConfiguration, standing);
        }

        return pages;
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_of_tickets_is_read_in_the_order_of_an_index_that_holds_no_others(bool isOfConfiguration, TicketStanding? standing)
    {
        var plan = await PlanAsync(TicketStore.PageOf(isOfConfiguration, standing), Place);

        Assert.Contains(
            (isOfConfiguration, standing) switch
            {
                (false, null) => "tickets_by_age",
                (true, null) => "tickets_by_configuration",
                (false, _) => "tickets_by_standing",
                (true, _) => "tickets_by_configuration_and_standing",
            },
            plan.Split([' ', '\n']));
        Assert.DoesNotContain("Sort", plan);
        Assert.DoesNotContain("TEMP B-TREE", plan);
    }

    [Fact]
    public async Task An_issue_leads_to_its_tickets_by_an_index() =>
        Assert.Contains("tickets_by_issue_key", await PlanAsync(TicketStore.PageOf(false, null, isOfIssue: true), Place, canSort: true));

    [Fact]
    public async Task A_finding_leads_to_its_tickets_by_an_index()
    {
        var plan = await PlanAsync(TicketStore.PageOf(false, null, isOfFinding: true), Place, canSort: true);
        Assert.Contains("ticket_findings_by_finding", plan);
    }

    [Fact]
    public async Task Parked_tickets_are_found_among_those_that_wait()
    {
        Assert.Contains("tickets_by_standing", await PlanAsync(TicketStore.PageOf(false, TicketStanding.Parked), Place, canSort: true));
    }

    [Fact]
    public async Task Tickets_lead_to_findings_and_findings_to_tickets_by_an_index()
    {
        var ofFindings = await PlanAsync(
            new SqlText(typeof(LinkStore), "Link.OfFindings"), e => new { ids = StoredIds.Of(e, [Finding]) });
        Assert.Contains("ticket_findings_by_finding", ofFindings);
        Assert.DoesNotContain("SCAN", ofFindings);

        var ofTickets = await PlanAsync(new SqlText(typeof(LinkStore), "Link.OfTickets"), e => new { ids = StoredIds.Of(e, [Ticket]) });
        Assert.DoesNotContain("SCAN", ofTickets);
        Assert.DoesNotContain("Seq Scan", ofTickets);
    }

    /// <summary>From the ticket to its findings, rather than from each finding to the tickets.</summary>
    [Theory]
    [InlineData(FindingOrder.NewestFirst)]
    [InlineData(FindingOrder.WorstFirst)]
    public async Task The_findings_of_a_ticket_are_read_without_the_others(FindingOrder order)
    {
        var filter = new FilterSql(new FindingFilter { Ticket = Ticket, IsOpen = true });
        filter.Parameters.Add("limit", 51);
        var plan = await PlanAsync(
            filter.ApplyTo(new SqlText(typeof(FindingRow), "Finding.Search"), order: SearchPosition.OrderBy(order)), _ => filter.Parameters);

        Assert.DoesNotContain("SCAN f", plan);
        Assert.DoesNotContain("Seq Scan on findings", plan);
        // SQLite tells the alias.
        Assert.Matches("ticket_findings|SEARCH l ", plan);
    }

    private static object Place(DatabaseEngine engine) => new
    {
        configuration = TicketConfigurationId.New(TimeProvider.System),
        beforeAt = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
        beforeId = Ticket.Value,
        issueKey = "SEC-1",
        finding = Finding,
        size = 50,
    };

    private async Task<string> PlanAsync(SqlText sql, Func<DatabaseEngine, object> parameters, bool canSort = false)
    {
        // A new one: what was counted of one that other tests filled makes other plans.
        var database = await databases.EmptyAsync(Ct);
        await database.MigrateAsync(typeof(TicketSync).Assembly, TimeProvider.System, Ct);
        await using var work = await database.BeginAsync(Ct);
        var text = sql.For(work.Engine);
        if (work.Engine == DatabaseEngine.Sqlite)
        {
            var steps = await work.QueryAsync<Step>(SqlText.FromFixedParts($"EXPLAIN QUERY PLAN {text}"), parameters(work.Engine), Ct);
            return string.Join('\n', steps.Select(s => s.Detail));
        }

        await work.ExecuteAsync(SqlText.FromFixedParts("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off"), null, Ct);
        if (!canSort)
            await work.ExecuteAsync(SqlText.FromFixedParts("SET LOCAL enable_sort = off"), null, Ct);
        return string.Join('\n', await work.QueryAsync<string>(SqlText.FromFixedParts($"EXPLAIN {text}"), parameters(work.Engine), Ct));
    }

    private sealed class Step
    {
        public string Detail { get; init; } = "";
    }

    public class OnSqlite(SqliteTestDatabase db) : QueryPlanContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : QueryPlanContract(db), IClassFixture<PostgresTestDatabase>;
}
