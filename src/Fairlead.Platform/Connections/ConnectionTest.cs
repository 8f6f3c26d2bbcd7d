using Fairlead.Client.Connections;
using Fairlead.Jira;
using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Connections.Secrets;
using Fairlead.Platform.Connections.Testing;

namespace Fairlead.Platform.Connections;

/// <summary>
/// Calls a Jira as work would and says what is the matter: is it a Jira, of this edition, the one that it was, does signing in work, is there a
/// project, may the account write in those that configurations name.
/// The result becomes the connection's health.
/// </summary>
internal sealed class ConnectionTest(
    ConnectionDirectory connections, JiraSites sites, CredentialVault credentials, IEnumerable<IConnectionUse> users, TimeProvider clock)
{
    /// <summary>Counting stops here; a page of projects is one call.</summary>
    private const int MaxProjects = 1000;

    /// <summary>Projects whose permissions are asked, one call each; more are as the first.</summary>
    private const int MaxAsked = 20;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(45);

    /// <returns><see langword="null"/> when there is no such connection.</returns>
    public async Task<ConnectionTestResponse?> RunAsync(ConnectionId id, CancellationToken ct)
    {
        if (await connections.FindAsync(id, ct) is not { } connection)
            return null;
        var started = clock.GetTimestamp();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(Deadline);
        var learned = new Learned();
        var diagnosis = await DiagnoseAsync(connection, learned, deadline.Token, ct);
        await NoteAsync(connection, diagnosis, learned, ct);
        return new ConnectionTestResponse(
            diagnosis is null,
            diagnosis?.Cause,
            diagnosis?.Message ?? $"Works as {learned.Account}.",
            diagnosis?.NextStep,
            learned.Account,
            (JiraEditionKind)(learned.Edition ?? connection.Edition),
            learned.Version,
            learned.Projects,
            clock.GetElapsedTime(started).TotalMilliseconds);
    }

    private async Task<ConnectionDiagnosis?> DiagnoseAsync(
        Connection connection, Learned learned, CancellationToken deadline, CancellationToken ct)
    {
        try
        {
            return await WalkAsync(connection, learned, deadline);
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

    private async Task<ConnectionDiagnosis?> WalkAsync(Connection connection, Learned learned, CancellationToken ct)
    {
        var credential = await credentials.OpenAsync(connection, ct);
        var client = sites.MakeForTest(connection, connection.Site, credential);

        // 1. Is it a Jira, of this edition, and the one that it was?
        var info = await ServerInfoAsync(connection, client, credential, ct);
        learned.Version = info.Version;
        learned.Edition = info.Edition;
        if (info.Edition != connection.Edition)
        {
            if (learned.HasAdopted || await connections.AdoptEditionAsync(connection, info.Edition, ct) is not { } adopted)
                return ConnectionDiagnosis.WrongEdition(connection, info.Edition);
            learned.HasAdopted = true;
            return await WalkAsync(adopted, learned, ct);
        }

        var pin = await connections.NoteSiteAsync(connection.Id, (known, now) => known.After(SitePin.NameOf(info), now), ct);
        if (pin.Doubt is not null)
            return ConnectionDiagnosis.SiteChanged(connection, pin);

        // 2. Does signing in work?
        learned.Account = (await client.Myself.GetAsync(ct)).DisplayName;

        // 3. Is there anything to work on?
        await foreach (var _ in client.Projects.ListAsync(null, ct))
        {
            if (++learned.Projects == MaxProjects)
                break;
        }

        if (learned.Projects == 0)
            return ConnectionDiagnosis.NoProjects(learned.Account);

        // 4. May it do what is done there?
        return await LackingAsync(connection, client, learned.Account, ct);
    }

    private async Task<ConnectionDiagnosis?> LackingAsync(Connection connection, JiraClient client, string account, CancellationToken ct)
    {
        var projects = new List<string>();
        foreach (var user in users)
            projects.AddRange(await user.ProjectsAsync(connection.Id, ct));
        foreach (var project in projects.Distinct().Order(StringComparer.Ordinal).Take(MaxAsked))
        {
            IReadOnlyList<string> lacking;
            try
            {
                lacking = PermissionReport.LackingIn(await PermissionReport.AskAsync(client, project, ct));
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

    private Task NoteAsync(Connection connection, ConnectionDiagnosis? diagnosis, Learned learned, CancellationToken ct) =>
        diagnosis is null
            ? connections.NoteHealthAsync(connection.Id, ConnectionHealth.Healthy, null, null, learned.Account, ct)
            : connections.NoteHealthAsync(
                connection.Id, ConnectionHealth.Failing, diagnosis.Cause, $"{diagnosis.Message} {diagnosis.NextStep}", learned.Account, ct);

    /// <summary>What was learned on the way, also when the test failed further on.</summary>
    private sealed class Learned
    {
        public string? Version { get; set; }

        /// <summary>What the site says it is.</summary>
        public JiraEdition? Edition { get; set; }

        /// <summary>Whether the connection took the site's edition over.</summary>
        public bool HasAdopted { get; set; }

        public string? Account { get; set; }

        public int Projects { get; set; }
    }
}
