using System.Globalization;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets;
using Fairlead.Web.Shell;

namespace Fairlead.Web.Pages.Tickets;

/// <summary>The form of tickets made by hand, as a browser sends it: fields of a section begin with its number.</summary>
internal static class NewTicketsForm
{
    /// <summary>As many as a page of findings has.</summary>
    public const int MaxSections = FindingsView.PageSize;

    public static string Field(int section, string name) => string.Create(CultureInfo.InvariantCulture, $"{section}.{name}");

    public static IReadOnlyList<TicketSection> Read(IFormCollection form)
    {
        var sections = new List<TicketSection>();
        while (sections.Count < MaxSections && form.ContainsKey(Field(sections.Count, "findings")))
            sections.Add(Read(form, sections.Count));
        return sections;
    }

    /// <summary>What a person asks for: fields that are empty are the configuration's.</summary>
    public static ManualDraft DraftOf(TicketConfiguration configuration, TicketSection section) => new(
        configuration, section.Findings, section.Summary, section.Description, Nonempty(section.Priority), Nonempty(section.Assignee));

    private static TicketSection Read(IFormCollection form, int number)
    {
        return new(IdsOf(Text("findings").Split(',')), Text("summary"), Text("description"), Text("priority"), Text("assignee"))
        {
            IsTaken = form.ContainsKey(Field(number, "take")),
            UsualPriority = Text("usualPriority"),
            UsualAssignee = Text("usualAssignee"),
        };

        string Text(string name) => Forms.Text(form, Field(number, name));
    }

    /// <summary>Those of the texts that are ids, each once.</summary>
    public static IReadOnlyList<FindingId> IdsOf(IEnumerable<string?> texts) =>
        [.. texts.Select(t => FindingId.TryParse(t, null, out var id) ? id : (FindingId?)null).OfType<FindingId>().Distinct()];

    private static string? Nonempty(string text) => text.Trim() is { Length: > 0 } trimmed ? trimmed : null;
}
