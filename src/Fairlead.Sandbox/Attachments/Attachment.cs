using Fairlead.Sandbox.People;

namespace Fairlead.Sandbox.Attachments;

internal sealed record Attachment(
    long Id, string FileName, string ContentType, byte[] Content, Account Author, DateTimeOffset CreatedAt);
