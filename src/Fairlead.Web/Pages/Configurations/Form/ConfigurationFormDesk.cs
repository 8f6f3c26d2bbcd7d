using Fairlead.Client.Tickets;
using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets;
using Fairlead.Web.Shell;

namespace Fairlead.Web.Pages.Configurations.Form;

/// <summary>Does what the form of a configuration asks for, and fills it with what Jira offers.</summary>
internal sealed class ConfigurationFormDesk(TicketConfigurations configurations, ConfigurationOverlaps overlaps, ConfigurationOffers offers, WorkflowOffers workflows, ConnectionDirectory connections, FormWork work)
{
    /// <summary>A new configuration: on the only connection where there is one, and started by hand until its runs are trusted.</summary>
    public async Task<ConfigurationForm> BeginAsync(CancellationToken ct)
    {
        var names = (await connections.ListAsync(ct)).Select(c => c.Name).ToList();
        return await FillAsync(new(new("", names is [var only] ? only : "", "", "", Automatic: false, GroupBy: ["asset", "rule"]), 0), null, ct);
    }

    /// <summary>Reads what can be chosen from the live Jira; what could not be had is told.</summary>
    /// <param name="id">Of the configuration that is changed; <see langword="null"/> for a new one.</param>
    public async Task<ConfigurationForm> FillAsync(ConfigurationForm form, TicketConfigurationId? id, CancellationToken ct)
    {
        var all = await connections.ListAsync(ct);
        var choices = new ConfigurationChoices { Connections = [.. all.Select(c => c.Name)] };
        if (all.FirstOrDefault(c => c.Name.Equals(form.Body.Connection, StringComparison.OrdinalIgnoreCase) || c.Id.ToString() == form.Body.Connection) is not { } connection)
            return form with { Choices = choices };
        var body = form.Body with { Connection = connection.Name };

        IReadOnlyList<JiraProject> projects = [];
        IReadOnlyList<JiraIssueType> types = [];
        OfferedScreen? screen = null;
        OfferedWorkflow? workflow = null;
        var listed = work.TryAsync(async () => projects = await offers.ProjectsAsync(connection.Id, ct));
        var trouble = body.Project.Length == 0 ? null : await work.TryAsync(async () =>
        {
            types = await offers.IssueTypesAsync(connection.Id, body.Project, ct);
            if (types.FirstOrDefault(t => t.Name.Equals(body.IssueType, StringComparison.OrdinalIgnoreCase) || t.Id == body.IssueType) is not { } type)
                return;
            body = body with { IssueType = type.Name };
            var fields = await offers.ScreenAsync(connection.Id, body.Project, type.Id, ct);
            workflow = await workflows.WorkflowAsync(connection.Id, body.Project, type.Id, fields, id, ct);
            screen = fields;
        });
        trouble = await listed ?? trouble;
        if (projects.FirstOrDefault(p => p.Id == body.Project || p.Key.Equals(body.Project, StringComparison.OrdinalIgnoreCase)) is { } project)
            body = body with { Project = project.Key };
        // A type of the project before: it is chosen anew.
        if (types.Count > 0 && screen is null && trouble is null)
            body = body with { IssueType = "" };
        IReadOnlyList<ConfigurationFault> faults = screen is null ? form.Faults : [.. form.Faults.Select(f => FaultWords.InForm(f, screen, body))];
        return form with { Body = body, Faults = faults, Choices = choices with { Projects = projects, IssueTypes = types, Screen = screen, Workflow = workflow, Trouble = trouble } };
    }

    /// <summary>Counts anew what the form speaks for.</summary>
    public async Task<ConfigurationForm> CountAsync(TicketConfigurationId? id, ConfigurationForm form, CancellationToken ct)
    {
        var (reach, problems) = await configurations.CountAsync(id, form.Body.Filter, form.Body.GroupBy, ct);
        return form with { Reach = reach, Faults = [.. form.Faults, .. problems] };
    }

    /// <summary>Tells all that is wrong. Nothing is stored.</summary>
    public async Task<ConfigurationForm> CheckAsync(TicketConfigurationId? id, ConfigurationForm form, CancellationToken ct)
    {
        if (form.Faults.Count > 0)
            return form;
        ConfigurationCheck? check = null;
        ConfigurationReach? reach = null;
        ConfigurationFault? twice = null;
        var problem = await work.TryAsync(async () =>
        {
            check = await configurations.CheckAsync(form.Body, ct);
            if (check.Result is { } result)
            {
                result = id is { } stored ? result with { Id = stored } : result;
                reach = await configurations.ReachAsync(result, ct);
                twice = await overlaps.OfAsync(result, ct);
            }
        });
        return form with { Problem = problem, Faults = check?.Problems ?? [], Warnings = [.. check?.Warnings ?? [], .. twice is null ? [] : new[] { twice }], Reach = reach, IsFine = reach is not null };
    }

    /// <summary>Puts it in force, or tells why not.</summary>
    /// <returns>What is stored; else the form with what is wrong.</returns>
    public async Task<(TicketConfiguration? Saved, ConfigurationForm Form)> SaveAsync(Actor actor, TicketConfigurationId? id, ConfigurationForm form, CancellationToken ct)
    {
        if (form.Faults.Count > 0)
            return (null, form);
        SaveOutcome? outcome = null;
        var problem = await work.TryAsync(async () => outcome = id is { } stored
            ? await configurations.ReplaceAsync(actor, stored.ToString(), form.Body, form.Revision, ct)
            : await configurations.CreateAsync(actor, form.Body, ct));
        return outcome switch
        {
            SaveOutcome.Saved saved => (saved.Configuration, form),
            SaveOutcome.Invalid invalid => (null, form with { Faults = invalid.Problems, Warnings = invalid.Warnings }),
            SaveOutcome.NameTaken => (null, form with { Faults = [new("name", $"there is a ticket configuration “{form.Body.Name}” already", "give it another name")] }),
            null => (null, form with { Problem = problem }),
            _ => (null, form with { Problem = ConfigurationRefusals.Of(outcome, form.Body.Name) }),
        };
    }
}
