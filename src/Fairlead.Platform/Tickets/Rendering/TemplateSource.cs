namespace Fairlead.Platform.Tickets.Rendering;

/// <summary>Makes one text of body and dynamic part, for the engine.</summary>
internal static class TemplateSource
{
    /// <param name="template">Without faults.</param>
    public static string BodyOf(Template template)
    {
        if (template.Dynamic is not { } dynamic)
            return template.Body;
        var lines = template.Body.ReplaceLineEndings("\n").Split('\n');
        var at = Array.FindIndex(lines, IsPlace);
        // Rows continue the table above them; everything else is a block of its own.
        var apart = at > 0 && lines[at - 1].TrimStart().StartsWith('|') ? "" : "\n";
        lines[at] = $"{{{{#each {TicketModel.ObjectsName}}}}}\n{dynamic.ReplaceLineEndings("\n").Trim('\n')}\n{apart}{{{{/each}}}}";
        return string.Join('\n', lines);
    }

    private static bool IsPlace(string line) =>
        line.Trim() is ['{', '{', .. var name, '}', '}'] && name.Trim() == Template.Place;
}
