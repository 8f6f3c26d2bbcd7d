using Fairlead.Client.Connections;
using Fairlead.Jira;
using Fairlead.Jira.Resources;
using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Connections.Secrets;
using Fairlead.Platform.Connections.Testing;
using Fairlead.Platform.Http;

namespace Fairlead.Platform.Connections;

/// <summary>
/// Calls a Jira as work would and says what is the matter: is it a Jira, of this edition, the one that it was, does signing in work, is there a
/// project, may the account write in those that configurations name.
/// The result becomes the connection's health.
/// </summary>
internal sealed class ConnectionTest(
    ConnectionDirectory connections, JiraSites sites, CredentialVault credentials, RefusedSecrets refused, IEnumerable<IConnectionUse> users, TimeProvider clock)
{
    /// <summary>Counting stops here; a page of projects is one call.</summary>
    private const int MaxProjects = 1000;

    /// <summary>Projects whose permissions are asked, one call each; of more the answer says how many were not.</summary>
    private const int MaxAsked = 20;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(45);

    /// <summary>As a person asks for it.</summary>
    /// <returns><see langword="null"/> when there is no such connection.</returns>
    public async Task<ConnectionTestResponse?> RunAsync(ConnectionId id, CancellationToken ct)
    {
        if (await connections.FindAsync(id, ct) is not { } connection)
            return null;
        var started = clock.GetTimestamp();
        var learned = new Learned(connection);
        var diagnosis = await DiagnoseAsync(learned, ct);
        var note = NoteOf(diagnosis, learned);
        await connections.NoteHealthAsync(learned.Connection, note with { IsProof = note.Health != ConnectionHealth.Failing }, ct);
        // What a person has found to work may be tried on: Jira was mistaken, or the account is open again.
        if (note.Health != ConnectionHealth.Failing && await StandingAsync(learned, ct) == RefusedStanding.Same)
            await refused.ForgetAsync(learned.Connection, ct);
        await NoteRefusedAsync(diagnosis, learned, ct);
        return ResponseOf(diagnosis, learned, started);
    }

    /// <summary>
    /// Tries the credential of a slot that is not in use: the connection's health stays that of the one in use, and whose account it is does not count as
    /// Fairlead's before it is put in force. That another Jira answers is noted all the same.
    /// </summary>
    /// <param name="given">The credential's secret where it is not kept yet; <see langword="null"/>: it is.</param>
    public async Task<CredentialProof> ProveAsync(Connection read, CredentialSlot slot, SecretText? given, CancellationToken ct)
    {
        var started = clock.GetTimestamp();
        // That another credential worked says nothing of this one.
        var learned = new Learned(read with { ActiveSlot = slot, Account = null }) { IsTrial = true, Given = given };
        var diagnosis = await DiagnoseAsync(learned, ct);
        return new(ResponseOf(diagnosis, learned, started), learned.AccountId, NoteOf(diagnosis, learned));
    }

    /// <summary>What a test that failed is answered with.</summary>
    public static Problem ProblemOf(ConnectionTestResponse result, string first = "") =>
        new(ProblemKind.ConnectionTestFailed, $"{first}{result.Message} {result.NextStep}")
        {
            Code = System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(result.Cause.ToString()!),
            Context = result,
        };

    /// <summary>
    /// As a server does by itself. That Jira limits calls just then says nothing of the connection. That another secret than Jira refused was put where
    /// it is kept, and works, is as good as a person's word.
    /// </summary>
    public async Task ProbeAsync(Connection connection, CancellationToken ct)
    {
        var learned = new Learned(connection);
        var diagnosis = await DiagnoseAsync(learned, ct);
        if (diagnosis?.Cause == ConnectionCause.RateLimited)
            return;
        var note = NoteOf(diagnosis, learned);
        var isMended = note.Health != ConnectionHealth.Failing && connection.IsRefusalOpen && await StandingAsync(learned, ct) == RefusedStanding.Replaced;
        await connections.NoteHealthAsync(learned.Connection, note with { IsProof = isMended }, ct);
        await NoteRefusedAsync(diagnosis, learned, ct);
    }

    private async Task<RefusedStanding> StandingAsync(Learned learned, CancellationToken ct) =>
        learned.Credential is { } credential ? await refused.StandingAsync(learned.Connection, credential, ct) : RefusedStanding.Unknown;

    private async Task NoteRefusedAsync(ConnectionDiagnosis? diagnosis, Learned learned, CancellationToken ct)
    {
        if (learned.Credential is { } credential && diagnosis is { IsSignInRefused: true })
            await refused.NoteAsync(learned.Connection, credential, ct);
    }

    private ConnectionTestResponse ResponseOf(ConnectionDiagnosis? diagnosis, Learned learned, long started) => new(
        diagnosis is null,
        diagnosis?.Cause,
        diagnosis?.Message ?? $"Works as {learned.Account}.{learned.Unasked}",
        diagnosis?.NextStep,
        learned.Account,
        (JiraEditionKind)(learned.Edition ?? learned.Connection.Edition),
        learned.Version,
        learned.Projects,
        clock.GetElapsedTime(started).TotalMilliseconds);

    private static HealthNote NoteOf(ConnectionDiagnosis? diagnosis, Learned learned) =>
        (diagnosis is null ? HealthNote.Works : HealthNote.Of(diagnosis)) with { Account = learned.Account };

    private async Task<ConnectionDiagnosis?> DiagnoseAsync(Learned learned, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(Deadline);
        var connection = learned.Connection;
        try
        {
            return await WalkAsync(learned, deadline.Token);
        }
        catch (ConnectionUnusableException e)
        {
            return ConnectionDiagnosis.Unreadable(e.Message);
        }
        catch (JiraUnavailableException e) when (e.Cause == JiraFailureCause.NotJira && learned.Version is not null)
        {
            return ConnectionDiagnosis.PageInBetween(connection);
        }
        catch (JiraUnavailableException e)
        {
            return ConnectionDiagnosis.Of(connection, e);
        }
        catch (JiraRefusedException e)
        {
            return ConnectionDiagnosis.Of(connection, e);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return ConnectionDiagnosis.Of(connection, new JiraUnavailableException(JiraFailureCause.Timeout, "The test took too long."));
        }
    }

    private async Task<ConnectionDiagnosis?> WalkAsync(Learned learned, CancellationToken ct)
    {
        var connection = learned.Connection;
        var credential = learned.Credential = await credentials.OpenAsync(connection, learned.Given, ct);
        var client = sites.MakeForTest(connection, connection.Site, credential);

        // 1. Is it a Jira, of this edition, and the one that it was?
        var asked = clock.GetUtcNow();
        var info = await ServerInfoAsync(connection, client, credential, ct);
        var ahead = SitePin.AheadOf(info, asked, clock.GetUtcNow());
        learned.Version = info.Version;
        learned.Edition = info.Edition;
        if (info.Edition != connection.Edition)
        {
            if (learned.HasAdopted || learned.IsTrial || await connections.AdoptEditionAsync(connection, info.Edition, ct) is not { } adopted)
                return ConnectionDiagnosis.WrongEdition(connection, info.Edition);
            learned.HasAdopted = true;
            learned.Connection = adopted;
            return await WalkAsync(learned, ct);
        }

        var pin = await connections.NoteSiteAsync(connection.Id, (known, now) => known.After(SitePin.NameOf(info), now) with { Ahead = ahead ?? known.Ahead }, ct);
        if (pin.Doubt is not null)
            return ConnectionDiagnosis.SiteChanged(connection, pin);

        // 2. Does signing in work?
        var self = await client.Myself.GetAsync(ct);
        learned.Account = self.DisplayName;
        learned.AccountId = self.Id;
        if (!learned.IsTrial)
            await connections.NoteAccountAsync(connection, self.Id, ct);

        // 3. Is there anything to work on?
        await foreach (var _ in client.Projects.ListAsync(null, ct))
        {
            if (++learned.Projects == MaxProjects)
                break;
        }

        if (learned.Projects == 0)
            return ConnectionDiagnosis.NoProjects(learned.Account);

        // 4. May it do what is done there?
        return await LackingAsync(client, learned, learned.Account, ct);
    }

    private async Task<ConnectionDiagnosis?> LackingAsync(JiraClient client, Learned learned, string account, CancellationToken ct)
    {
        var used = new List<string>();
        foreach (var user in users)
            used.AddRange(await user.ProjectsAsync(learned.Connection.Id, ct));
        var projects = used.Distinct().Order(StringComparer.Ordinal).ToList();
        if (projects.Count > MaxAsked)
            learned.Unasked = $" Of the {projects.Count} projects of its ticket configurations, {projects.Count - MaxAsked} were not asked for permissions: those after {projects[MaxAsked - 1]}.";
        foreach (var project in projects.Take(MaxAsked))
        {
            IReadOnlyList<string> lacking;
            try
            {
                lacking = PermissionReport.LackingIn((await PermissionReport.AskAsync(client, project, ct)).Permissions);
            }
            catch (JiraRefusedException e) when (e.Cause == JiraRefusalCause.NotFound)
            {
                return ConnectionDiagnosis.NoProject(account, project);
            }

            if (lacking.Count > 0)
                return ConnectionDiagnosis.Lacking(account, project, lacking);
        }

        return null;
    }

    /// <summary>Where this edition's address leads nowhere, the other edition may live there.</summary>
    private async Task<JiraServerInfo> ServerInfoAsync(
        Connection connection, JiraClient client, JiraCredential credential, CancellationToken ct)
    {
        try
        {
            return await client.ServerInfo.GetAsync(ct);
        }
        catch (Exception e) when (e is JiraRefusedException { Cause: JiraRefusalCause.NotFound or JiraRefusalCause.NotSupported }
            or JiraUnavailableException { Cause: JiraFailureCause.NotJira })
        {
            var other = connection.Edition == JiraEdition.Cloud ? JiraEdition.DataCenter : JiraEdition.Cloud;
            try
            {
                return await sites.MakeForTest(connection, connection.Site with { Edition = other }, credential).ServerInfo.GetAsync(ct);
            }
            catch (Exception second) when (second is JiraRefusedException or JiraUnavailableException)
            {
                // Neither edition: the first answer is the one to tell.
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e);
                throw;
            }
        }
    }

    /// <summary>What was learned on the way, also when the test failed further on.</summary>
    private sealed class Learned(Connection connection)
    {
        /// <summary>As it was read, or as it became when it took the site's edition over.</summary>
        public Connection Connection { get; set; } = connection;

        public string? Version { get; set; }

        /// <summary>What the site says it is.</summary>
        public JiraEdition? Edition { get; set; }

        /// <summary>Whether the connection took the site's edition over.</summary>
        public bool HasAdopted { get; set; }

        /// <summary>Whether another slot is tried: nothing is changed.</summary>
        public bool IsTrial { get; init; }

        public SecretText? Given { get; init; }

        /// <summary>With what it was signed in; <see langword="null"/> when that could not be read.</summary>
        public JiraCredential? Credential { get; set; }

        public string? Account { get; set; }

        public string? AccountId { get; set; }

        public int Projects { get; set; }

        /// <summary>Of which projects it is not known what the account may do there; empty when all were asked.</summary>
        public string Unasked { get; set; } = "";
    }
}
