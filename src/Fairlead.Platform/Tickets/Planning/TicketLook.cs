using System.Text.Json;

namespace Fairlead.Platform.Tickets.Planning;

/// <summary>Hash of everything in a configuration that its tickets show, or how they are moved: when it changes, open tickets are looked at again, and what
/// Jira refused is tried again.</summary>
internal static class TicketLook
{
    // Raise it when the renderer itself changes what is sent.
    private const int RendererVersion = 2;

    public static UInt128 HashOf(TicketConfiguration configuration)
    {
        var buffer = new ByteBuffer();
        buffer.Add(RendererVersion);
        buffer.Add(configuration.Project.Id);
        buffer.Add(configuration.IssueType.Id);
        buffer.Add(configuration.Template.Summary);
        buffer.Add(configuration.Template.Body);
        buffer.Add(configuration.Template.Dynamic);
        buffer.Add((byte)configuration.Template.Data);
        buffer.Add(configuration.Priorities.Count);
        foreach (var (severity, priority) in configuration.Priorities.OrderBy(p => p.Key))
        {
            buffer.Add((byte)severity);
            buffer.Add(priority.Id);
        }

        // What is to be sent over what people wrote is looked at again too.
        foreach (var owner in new[] { configuration.SummaryOwner, configuration.DescriptionOwner, configuration.PriorityOwner, configuration.LabelsOwner })
            buffer.Add((byte)owner);
        buffer.Add(configuration.Labels.Count);
        foreach (var label in configuration.Labels)
            buffer.Add(label);
        buffer.Add(configuration.Fields.Count);
        foreach (var field in configuration.Fields)
            buffer.Add(JsonSerializer.Serialize(field));

        buffer.Add(configuration.DoneStatus?.Id);
        buffer.Add(JsonSerializer.Serialize(configuration.DoneFields));
        buffer.Add(JsonSerializer.Serialize(configuration.StatusTargets));
        return buffer.Hash();
    }
}
