using System.Globalization;
using System.Text;
using Fairlead.Client;

namespace Fairlead.Web.Shell;

/// <summary>Names from the code as people read them.</summary>
internal static class Words
{
    /// <summary>Such as <c>1 ticket</c> and <c>1,200 tickets</c>.</summary>
    public static string Count(long count, string one) => $"{count.ToString("N0", CultureInfo.InvariantCulture)} {one}{(count == 1 ? "" : "s")}";

    /// <summary>What is wrong, with the field instead of a JSON pointer: <c>then.status: must not be blank</c>.</summary>
    public static string Of(ProblemError error) =>
        error.Pointer is { Length: > 1 } pointer && error.Message.StartsWith($"{pointer}: ", StringComparison.Ordinal)
            ? pointer[1..].Replace('/', '.') + error.Message[pointer.Length..]
            : error.Message;

    /// <summary><c>WaitingForThirdParty</c> as <c>Waiting for third party</c>.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum
    {
        var text = new StringBuilder();
        foreach (var c in value.ToString())
        {
            if (char.IsUpper(c) && text.Length > 0)
                text.Append(' ').Append(char.ToLowerInvariant(c));
            else
                text.Append(c);
        }

        return text.ToString();
    }
}
