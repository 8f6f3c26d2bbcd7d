using System.Text.Json;
using Fairlead.Client;
using Fairlead.Client.Tickets;
using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Http;
using Fairlead.Platform.Tickets;
using Fairlead.Web.Shell;

namespace Fairlead.Web.Pages.Configurations.Form;

/// <summary>Reads the form of a configuration. What it does not show comes along with it and stays.</summary>
internal static class FormReading
{
    /// <summary>A create screen of 200 fields, each with a table.</summary>
    public const int MostValues = 16_384;

    /// <summary>As <see cref="Read"/> takes it back.</summary>
    public static string RestOf(TicketConfigurationBody body) => JsonSerializer.Serialize(body, FairleadJson.Strict);

    /// <returns>Of the stored configuration that the form began as; <see langword="null"/> for a new one.</returns>
    public static TicketConfigurationId? IdOf(IFormCollection form) => TicketConfigurationId.TryParse(form["id"], null, out var id) ? id : null;

    /// <exception cref="ProblemException">It is no form of ours.</exception>
    public static ConfigurationForm Read(IFormCollection form)
    {
        var faults = new List<ConfigurationFault>();
        _ = int.TryParse(form["revision"], out var revision);
        var body = RestIn(form) with
        {
            Name = FormValues.Word(form, "name") ?? "",
            Connection = form["connection"].ToString(),
            Project = form["project"].ToString(),
            IssueType = form["issueType"].ToString(),
            Enabled = form.ContainsKey("enabled"),
            Automatic = form.ContainsKey("automatic"),
            Filter = FilterIn(form, faults),
            GroupBy = [.. FormValues.Lines(form["groupBy"]) ?? [], .. FormValues.Lines(form["groupByLabel"])?.Select(name => GroupingKey.LabelPrefix + name) ?? []],
            Labels = form["labels"].ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } labels ? labels : null,
            Growth = FormValues.Word(form, "growth"),
            MaxCreates = FormValues.Number(form, "maxCreates", "maxCreates", faults),
        };
        body = body with
        {
            Template = TemplateIn(form, body.Template),
            SubTaskType = body.Growth == FindingsView.WordOf(GrowthPolicy.SubTask) ? FormValues.Word(form, "subTaskType") : null,
        };
        if (form.ContainsKey("screen"))
            body = OfScreen(form, body, faults);
        return new(body, revision) { Faults = faults, Grown = FormRows.GrownIn(form) };
    }

    private static TicketConfigurationBody OfScreen(IFormCollection form, TicketConfigurationBody body, List<ConfigurationFault> faults)
    {
        body = body with
        {
            Priorities = FieldForm.Severities.Select(s => (Word: FindingsView.WordOf(s), Name: FormValues.Word(form, $"priorities.{FindingsView.WordOf(s)}")))
                .Where(p => p.Name is not null).ToDictionary(p => p.Word, p => p.Name!),
            Severities = form["severities.of"].Zip(form["severities.to"]).Where(p => p.Second is { Length: > 0 }).DistinctBy(p => p.First).ToDictionary(p => p.First!, p => p.Second!),
        };
        foreach (var id in form["field"].OfType<string>().Distinct())
            body = FieldForm.Read(form, id, body, faults);
        foreach (var key in form["drop"].OfType<string>())
            body = FieldForm.Without(body, key);
        return body with
        {
            Owners = OwnerForm.Read(form, body),
            Reopen = ReopenForm.Read(form, body.Reopen, faults),
            DoneStatus = FormValues.Word(form, "doneStatus"),
            DoneFields = DoneFieldsForm.Read(form, faults),
            StatusMap = StatusMapForm.Read(form, faults),
            CommentRules = CommentRulesForm.Read(form, body.CommentRules, faults),
            CommentVisibility = FormValues.Word(form, "commentVisibility"),
        };
    }

    public static TicketFilterBody? FilterIn(IFormCollection form, List<ConfigurationFault> faults) => new(
        FormValues.Enum<Severity>(form["filter.minimumSeverity"]),
        Any<FindingKind>([.. form["filter.kinds"].Select(k => FormValues.Enum<FindingKind>(k)).OfType<FindingKind>()]),
        Any(FormValues.Lines(form["filter.scanners"])),
        Any(FormValues.Lines(form["filter.assets"])),
        Any(FormValues.Lines(form["filter.rules"])),
        Any(FormValues.Lines(form["filter.labels"])),
        Any(FormValues.Lines(form["filter.statuses"])),
        FormValues.Flag(form, "filter.fixable"),
        FormValues.Word(form, "filter.firstSeenFrom"),
        FormValues.Number(form, "filter.minimumAgeDays", "filter.minimumAgeDays", faults),
        FormValues.Part(form, "filter.minimumEpss", "filter.minimumEpss", faults),
        FormValues.Flag(form, "filter.kev"),
        FormValues.Enum<ExploitMaturity>(form["filter.exploitMaturity"]),
        Any<Severity>([.. form["filter.severities"].Select(s => FormValues.Enum<Severity>(s)).OfType<Severity>()]));

    /// <summary>A field that is left empty says nothing.</summary>
    private static IReadOnlyList<T>? Any<T>(IReadOnlyList<T>? values) => values is { Count: > 0 } ? values : null;

    private static TemplateBody? TemplateIn(IFormCollection form, TemplateBody? before)
    {
        var chosen = form["template"].ToString();
        if (chosen != TemplateChoice.Own)
            return chosen.Length == 0 ? null : new(Use: chosen);
        var dynamic = Forms.Text(form, "template.dynamic") is { Length: > 0 } text ? text : null;
        return new(
            FormValues.Word(form, "template.summary"), Forms.Text(form, "template.body"), dynamic, dynamic is null ? null : FormValues.Word(form, "template.data"), before?.Use);
    }

    private static TicketConfigurationBody RestIn(IFormCollection form)
    {
        try
        {
            return JsonSerializer.Deserialize<TicketConfigurationBody>(form["rest"].ToString(), FairleadJson.Strict) ?? throw NotOurs();
        }
        catch (JsonException)
        {
            throw NotOurs();
        }
    }

    private static ProblemException NotOurs() => new(new Problem(ProblemKind.MalformedRequest, "The form is not complete. Open the page again."));
}
