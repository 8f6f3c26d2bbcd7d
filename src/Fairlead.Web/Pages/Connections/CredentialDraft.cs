using System.Globalization;
using Fairlead.Client.Connections;
using Fairlead.Platform.Http;
using Fairlead.Web.Shell;

namespace Fairlead.Web.Pages.Connections;

/// <summary>A credential as it was typed; the secret is not shown again.</summary>
/// <param name="Expires">A day, such as <c>2027-01-31</c>; empty: not known.</param>
public sealed record CredentialDraft(CredentialKind Kind, string User, string Expires)
{
    /// <summary>As the one in use, whose account most people keep.</summary>
    public static CredentialDraft Like(CredentialKind kind, string? user) => new(kind, user ?? "", "");

    internal static (CredentialDraft Draft, string Secret) Read(IFormCollection form) => (
        new(
            Enum.GetValues<CredentialKind>().FirstOrDefault(k => FindingsView.WordOf(k) == Forms.Text(form, "kind")),
            Forms.Text(form, "user").Trim(),
            Forms.Text(form, "expires").Trim()),
        Forms.Text(form, "secret").Trim());

    /// <exception cref="ProblemException">What is typed as a day is none.</exception>
    internal CredentialRequest With(string secret)
    {
        var day = default(DateOnly);
        if (Expires.Length > 0 && !DateOnly.TryParseExact(Expires, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day))
            throw new ProblemException(Problem.AtPointer(ProblemKind.ValidationFailed, "/expires", "/expires: must be a day, such as 2027-01-31"));
        return new(
            Kind, secret, Kind == CredentialKind.PersonalAccessToken || User.Length == 0 ? null : User,
            Expires.Length == 0 ? null : new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero));
    }
}
