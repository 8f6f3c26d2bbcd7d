using System.Text.Json.Nodes;
using Fairlead.Sandbox.People;
using Fairlead.Sandbox.Serving;

namespace Fairlead.Sandbox.Attachments;

internal static class AttachmentShape
{
    public static JsonObject Of(this JiraView view, Attachment attachment) => new()
    {
        ["self"] = $"{view.Rest}/attachment/{attachment.Id}",
        ["id"] = $"{attachment.Id}",
        ["filename"] = attachment.FileName,
        ["author"] = view.Of(attachment.Author),
        ["created"] = view.Time(attachment.CreatedAt),
        ["size"] = attachment.Content.Length,
        ["mimeType"] = attachment.ContentType,
        ["content"] = view.IsCloud
            ? $"{view.Rest}/attachment/content/{attachment.Id}"
            : $"{view.Site.BaseUrl}/secure/attachment/{attachment.Id}/{Uri.EscapeDataString(attachment.FileName)}",
    };
}
