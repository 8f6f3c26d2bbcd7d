using Fairlead.Kernel.Identity;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Tickets;

namespace Fairlead.Web.Pages.Templates;

/// <summary>What a template is shown on: a group of a configuration, or one finding.</summary>
/// <param name="Configuration"><see langword="null"/> for a finding alone.</param>
internal sealed record PreviewSubject(TicketConfiguration? Configuration, IReadOnlyList<FindingId> Findings)
{
    /// <summary>A group as it stands in a form.</summary>
    public static string ValueOf(TicketConfiguration configuration, TicketGroup group) => $"{configuration.Id}/{group.Key}";

    /// <param name="value">As it came from a form or an address; anything else, or what is gone by now, is the first that there is.</param>
    /// <returns>With its value; <see langword="null"/> when there is nothing to show a template on.</returns>
    public static (string Value, PreviewSubject Subject)? Of(string? value, IReadOnlyList<ConfigurationGroups> groups, IReadOnlyList<FindingSummary> worst)
    {
        List<(string Value, PreviewSubject Subject)> all =
        [
            .. groups.SelectMany(c => c.Groups.Select(g => (ValueOf(c.Configuration, g), new PreviewSubject(c.Configuration, g.Findings)))),
            .. worst.Select(f => (f.Id.ToString(), new PreviewSubject(null, [f.Id]))),
        ];
        return all.Exists(a => a.Value == value) ? all.Find(a => a.Value == value) : all.Count > 0 ? all[0] : null;
    }

    /// <summary>The first of a configuration; <see langword="null"/> when it has none.</summary>
    public static string? FirstOf(TicketConfigurationId configuration, IReadOnlyList<ConfigurationGroups> groups) =>
        groups.FirstOrDefault(g => g.Configuration.Id == configuration) is { Groups: [var first, ..] } of ? ValueOf(of.Configuration, first) : null;
}
