using System.Net;
using FollowUpAgent.Hosting.Api;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace FollowUpAgent.Hosting.Listeners;

/// <summary>The door through which a request came in, and the door at which an endpoint answers.</summary>
internal enum Listener
{
    /// <summary>The one that the outside world may reach.</summary>
    Public,

    /// <summary>The one for the people who run the agent.</summary>
    Private,
}

/// <summary>Keeps the two doors apart by the socket, never by the Host header, which the caller writes.</summary>
internal static class ListenerDoors
{
    private static readonly object Key = new();

    /// <summary>Binds both listeners and marks every connection with the one it came through.</summary>
    public static void BindListeners(this KestrelServerOptions kestrel, ListenersOptions options)
    {
        Bind(kestrel, options.Public, Listener.Public);
        Bind(kestrel, options.Private, Listener.Private);
    }

    /// <summary>Answers 404 where the endpoint is not meant for this door; an endpoint without a mark answers nowhere.</summary>
    public static void UseListenerDoors(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        if (MayAnswer(context))
        {
            await next(context);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
    });

    /// <summary>Whether the request came in through this door.</summary>
    public static bool CameThrough(this HttpContext context, Listener door) =>
        context.Features.Get<IConnectionItemsFeature>()?.Items.TryGetValue(Key, out var taken) is true && door.Equals(taken);

    /// <summary>Lets these endpoints answer at this door.</summary>
    public static TBuilder AnswerOn<TBuilder>(this TBuilder builder, Listener door)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new ListenerMark(door));

    private static bool MayAnswer(HttpContext context) => context.GetEndpoint() switch
    {
        null => false,
        RouteEndpoint route => route.Metadata.GetMetadata<ListenerMark>() is { } meant && context.CameThrough(meant.Door),
        // Routing's own answers, 405 and 415, are no routes: the API gives them to whoever came in by its door.
        _ => ApiProblems.IsApi(context),
    };

    private static void Bind(KestrelServerOptions kestrel, ListenerOptions options, Listener door) =>
        kestrel.Listen(IPAddress.Parse(options.Address), options.Port, listen => listen.Use(next => connection =>
        {
            connection.Items[Key] = door;
            return next(connection);
        }));

    private sealed record ListenerMark(Listener Door);
}
